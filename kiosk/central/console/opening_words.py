"""The stages of an opening and what is decided of one, as people say them."""

from collections.abc import Mapping

from kiosk.central.console.phrases import N_

STAGES: Mapping[str, str] = {  # N_ marks what is translated where it is shown
    "draft": N_("being written"),
    "submitted": N_("submitted"),
    "location_review": N_("place under review"),
    "location_approved": N_("place approved"),
    "location_rejected": N_("place rejected"),
    "contract": N_("contract"),
    "deposit": N_("deposit"),
    "fit_out": N_("fit-out"),
    "fit_out_review": N_("fit-out under review"),
    "rework": N_("rework"),
    "equipment_check": N_("equipment check"),
    "trial_delivery": N_("trial delivery"),
    "launched": N_("launched"),
    "withdrawn": N_("withdrawn"),
    "expired": N_("expired"),
}
ACTIONS: Mapping[str, str] = {
    "review": N_("Take it into review"),
    "approve": N_("Approve"),
    "reject": N_("Reject"),
    "contract": N_("Send the contract"),
    "deposit": N_("Ask for the deposit"),
    "fit_out": N_("Let the fit-out begin"),
    "rework": N_("Ask for rework"),
    "launch": N_("Launch the point"),
    "expire": N_("Let it expire"),
}
