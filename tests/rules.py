"""The rules of a network, in the middle of what is usual; a test replaces what it is about."""

from kiosk.core.policy import DocumentRule, PickupCodeKind, Policy

POLICY = Policy(
    policy="meridian",
    version=1,
    storage_days=7,
    pickup_code=PickupCodeKind.LONG,
    code_days_ahead=7,
    undo_s=60,
    expiring_h=24,
    document=DocumentRule.AGE,
    digits_min=4,
    damaged="keep",
    pay_here=True,
    payment_tries=3,
    try_on_min=20,
    partial_refusal=True,
    pii_days=30,
    evidence_days=90,
)
