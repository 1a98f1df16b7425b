"""`kiosk bench`: measure ratios, or drive a fleet of simulated kiosks at a broker."""

import re
import sys
from functools import partial

import click

from kiosk.cli_options import AS_JSON, progress

_PORTS = range(1, 65_536)


def _address(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> tuple[str, int] | None:
    if value is None:
        return None
    found = re.fullmatch(r"([A-Za-z0-9.-]{1,253}|\[[0-9a-fA-F:]+\]):([0-9]{1,5})", value)
    if found is None or int(found[2]) not in _PORTS:
        raise click.BadParameter(f"{value!r} is no address, such as 192.168.1.60:1883", ctx, param)
    return found[1].strip("[]"), int(found[2])


@click.command()
@click.argument("subject", required=False)
@click.option(
    "--kiosks",
    type=click.IntRange(1, 100_000),
    default=2_000,
    show_default=True,
    help="fleet: how many.",
)
@click.option(
    "--every",
    type=click.FloatRange(0.1, 3600),
    default=10.0,
    show_default=True,
    help="fleet: seconds between two batches of a kiosk.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(1, 86_400),
    default=20.0,
    show_default=True,
    help="fleet: how long they work.",
)
@click.option(
    "--broker",
    callback=_address,
    metavar="HOST:PORT",
    help="fleet: a broker that is there already, instead of a Mosquitto of our own.",
)
@AS_JSON
def bench(
    subject: str | None,
    kiosks: int,
    every: float,
    seconds: float,
    broker: tuple[str, int] | None,
    *,
    as_json: bool,
) -> None:
    """Measure ratios in one run and compare them with their targets.

    The subject `fleet` holds simulated kiosks at a real broker and a real central.
    """
    from kiosk.trial.bench import run, run_fleet
    from kiosk.trial.bench_fleet import Elsewhere, FleetWish

    if subject == "fleet":
        at = Elsewhere(*broker) if broker else None
        sys.exit(run_fleet(FleetWish(kiosks, every, seconds, at), as_json=as_json))
    sys.exit(run(subject, partial(progress, "Measuring"), as_json=as_json))
