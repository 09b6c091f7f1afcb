"""Answering updates from Telegram: a stock bot, the bare library, and Cihui, in one run.

Every contender is a process of its own, and so is the server it talks to, which judges nothing and
holds a backlog, so that only the bot's own pace is measured. The stock bot echoes; the bare one
sends the card that Cihui makes, as a constant; Cihui keeps every update in its inbox, looks the
word up, and makes the card anew. They take turns, and each one's best counts: the turn least
disturbed by whatever else the machine does.
"""
