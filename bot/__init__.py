"""Cihui 词汇: a bilingual vocabulary bot for Telegram and Discord."""
