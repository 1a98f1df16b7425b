"""Every fact there is, one module a part of the house; `core.events` lists them all."""
