"""Says how long something takes, or when it is, the way people do."""

from bot.locales import Voice

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_MONTH, _YEAR = 30 * _DAY, 365 * _DAY


def spelled_out(voice: Voice, seconds: int) -> str:
    """Return a span of time in its largest fitting unit, rounded: `3 days`, `2 months`."""
    if seconds >= _YEAR:
        years = round(seconds / _YEAR, 1)
        return voice.t("{years} years", years=f"{years:g}")
    if seconds >= 2 * _MONTH:
        return voice.tn("{count} month", "{count} months", round(seconds / _MONTH))
    if seconds >= _DAY:
        return voice.tn("{count} day", "{count} days", round(seconds / _DAY))
    if seconds >= _HOUR:
        return voice.tn("{count} hour", "{count} hours", round(seconds / _HOUR))
    return voice.tn("{count} minute", "{count} minutes", max(1, round(seconds / _MINUTE)))
