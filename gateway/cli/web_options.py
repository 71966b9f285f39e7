"""What the settings say to the HTTP side."""

from collections.abc import Awaitable, Callable
from dataclasses import fields

from gateway.errors import SettingsError
from gateway.executor.subscription import EventLimits
from gateway.operation.limits import Limits
from gateway.settings import Browsers, Settings
from gateway.web.cross_site import CrossSite
from gateway.web.documents import Documents, Registered
from gateway.web.forwarding import OWN, TRACING
from gateway.web.manifest import read_manifest
from gateway.web.options import AppOptions
from gateway.web.subscriptions import SubscriptionOptions


def limits_of(settings: Settings) -> Limits:
    """Read the limits of documents."""
    given = settings.limits
    return Limits(**{one.name: getattr(given, one.name) for one in fields(Limits)})


def options_of(
    settings: Settings, background: Callable[[], Awaitable[None]]
) -> AppOptions:
    """Read what the HTTP side is told.

    Args:
        settings: of the process.
        background: runs as long as the application does.

    Raises:
        SettingsError: trusted documents can't be read, or a header may not go on.
    """
    limits = settings.limits
    return AppOptions(
        open_mode=settings.guarded is None,
        max_body_bytes=limits.body_bytes,
        body_seconds=settings.deadline_seconds,
        max_answer_bytes=limits.response_bytes,
        max_variable_depth=limits.variable_depth,
        max_variable_values=limits.variable_values,
        language=settings.language,
        documents=_documents(settings),
        forward=_forward(settings),
        cross_site=_cross_site(settings.browsers),
        subscriptions=_subscriptions(settings),
        background=background,
    )


def _subscriptions(settings: Settings) -> SubscriptionOptions:
    given = settings.subscriptions
    return SubscriptionOptions(
        most=given.most,
        beat_seconds=given.beat_seconds,
        limits=EventLimits(
            waiting=given.waiting,
            event_bytes=settings.limits.answer_bytes,
            silence_seconds=given.silence_seconds,
            answer_seconds=settings.deadline_seconds,
        ),
    )


def _forward(settings: Settings) -> frozenset[str]:
    names = frozenset(one.lower() for one in settings.forward)
    if names & OWN:
        raise SettingsError(f"forward: not {', '.join(sorted(names & OWN))}")
    return names | TRACING


def _cross_site(given: Browsers) -> CrossSite:
    hosts = frozenset(one.lower() for one in given.hosts)
    return CrossSite(given.origins, given.proof, hosts)


def _documents(settings: Settings) -> Documents:
    given = settings.documents
    automatic = given.automatic
    if automatic is None:
        automatic = settings.guarded is None and not given.only
    return Documents(
        trusted=read_manifest(given.trusted) if given.trusted else {},
        trusted_only=given.only,
        registered=Registered(given.automatic_bytes) if automatic else None,
    )
