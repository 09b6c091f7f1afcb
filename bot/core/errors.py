"""What can go wrong on a person's side: one sentence each, saying what to do next.

UserError
├── BadValueError      a parameter whose value does not fit
├── NotAllowedError    somebody who may not do this
└── OutdatedError      a button of something that is gone
"""


class UserError(Exception):
    """A sentence for a person.

    Attributes:
        sentence: a message id of the catalogues.
        values: what fills its placeholders. They are shown, so they never hold raw input.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


class BadValueError(UserError):
    """A parameter whose value does not fit."""


class NotAllowedError(UserError):
    """Somebody who may not do this."""


class OutdatedError(UserError):
    """A button of something that is gone."""
