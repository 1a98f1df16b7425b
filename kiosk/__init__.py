"""The software of a parcel pickup point: one command, `kiosk`."""
