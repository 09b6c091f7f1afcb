"""Deliveries: the tick, claims, pace and retries; asks the core for a Reply, an adapter to send it.

worker    the tick, and one lane a platform
lane      claims what is due on a platform, several at once, one a channel
courier   carries one delivery to its end, whatever happens to it
pace      how fast a platform is written to unasked
kinds     what there is to deliver
"""
