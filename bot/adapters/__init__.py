"""Adapters: each turns one platform's traffic into Requests and Replies into its traffic.

AdapterError           the platform can never be served: the operator must act
DeliveryError          a message nobody waits for could not be sent
├── RetryLater         later, as told
├── Unreachable        never again: chat gone, bot blocked, permission missing
├── Moved              the community has another address now
└── TopicGone          the topic or thread is gone, the place is not
"""

from typing import Protocol

from bot.core.delivery import Refusal
from bot.core.messages import Place, Reply


class AdapterError(Exception):
    """A platform that can never be served as configured; one sentence for the operator."""


class DeliveryError(Exception):
    """A message nobody waits for that could not be sent."""


class RetryLater(DeliveryError):  # noqa: N818 - it names what to do
    """Send again after a while.

    Attributes:
        seconds: how long to wait at least.
        everywhere: whether nothing at all may be sent meanwhile, not only to this place.
    """

    def __init__(self, seconds: float, *, everywhere: bool = False) -> None:
        super().__init__(f"again in {seconds:.0f} s")
        self.seconds = seconds
        self.everywhere = everywhere


class Unreachable(DeliveryError):  # noqa: N818 - it names the state
    """The place cannot be written to any more; the text says why.

    Args:
        reason: what the platform said, for the operator.
        kind: what people are told, each in their language.
    """

    def __init__(self, reason: str, kind: Refusal | None = None) -> None:
        super().__init__(f"{kind}: {reason}" if kind else reason)


class Moved(DeliveryError):  # noqa: N818 - it names the state
    """The community has another address now.

    Attributes:
        place: where it is now.
    """

    def __init__(self, place: Place) -> None:
        super().__init__("the community has moved")
        self.place = place


class TopicGone(DeliveryError):  # noqa: N818 - it names the state
    """The topic or thread is gone; its channel can still be written to."""


class Adapter(Protocol):
    """One platform."""

    name: str

    async def run(self) -> None:
        """Connect and serve until cancelled; then finish what is in hand and close.

        Raises:
            AdapterError: the platform can never be served as configured.
        """

    async def send(
        self, place: Place, reply: Reply, *, delivery_id: str | None = None, silent: bool = False
    ) -> str:
        """Post a reply nobody waits for; return the message's reference, for `edit`.

        Args:
            delivery_id: makes a repeated send of the same message recognizable (25 characters
                at most), where the platform can tell.
            silent: whether people's devices stay quiet.

        Raises:
            DeliveryError: it could not be sent.
        """

    async def edit(self, place: Place, reference: str, reply: Reply) -> None:
        """Change a message that `send` posted.

        Raises:
            DeliveryError: it could not be changed.
        """

    async def sync(self) -> str:
        """Register the commands where the platform's list differs; return a line of what changed.

        Raises:
            AdapterError: the platform refused.
        """
