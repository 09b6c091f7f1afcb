"""The core: knows no platform, no database engine and no clock."""
