"""Why compiled code is not used, or not to its end.

Neither of these ever reaches a caller: the interpreted run takes over.

Exception
├── NotCompilable   a plan that has no compiled form
└── GaveUp          a run that met something unusual
"""


class NotCompilable(Exception):
    """The plan asks for something that only the interpreted run can do."""


class GaveUp(Exception):
    """A reply was unusual: the interpreted run goes on from what has been received."""
