"""The showroom: a morning's work done, and every screen in every state that matters."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from kiosk.core import deck
from kiosk.core.papers import Wording
from kiosk.core.policy import parse
from kiosk.core.words import ParcelState
from kiosk.hw.ports import Colour, DeviceState, Lamp, Rhythm
from kiosk.trial.showroom import NOON, POLICY, Showroom
from kiosk.trial.stand import Stand
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.widget import walk
from kiosk.ui.screens.commands import Commands

WORDS = Wording("7731", str, lambda n, c: f"{n} {c}", str)
DECK = tuple(deck.cards(WORDS, parse(msgspec.json.encode(POLICY))))
# these press no button: the frame of every screen knows them
OF_EVERY_SCREEN = {"back", "home", "lock", "lang:ru", "lang:pt", "lang:en"}
DEVICES = {"camera", "hand", "lights", "printer"}
# picture: the screen, ids that make the state what it is, and ids that would make it another
STATES = {
    "home": ("home", {"home.accept", "home.camera"}, {"home.undo", "banner"}),
    "home_typing": ("home", {"home.keys"}, set()),
    "home_keyed": ("home", {"home.found", "hit.48210036-7777-1"}, {"home.camera"}),
    "home_none_yet": ("home", {"home.found"}, {"hit.48210036-7777-1", "home.camera"}),
    "home_waits": ("home", {"home.camera"}, {"home.line", "home.door"}),
    "lock_waits": ("lock", {"pin"}, set()),
    "home_line": ("home", {"home.line", "home.door"}, {"home.undo"}),
    "lock_line": ("lock", {"pin"}, set()),
    "deliveries": ("deliveries", {"delivery.D-1"}, {"delivery.D-0"}),
    "accept_announced": ("accept", {"accept.arrive"}, {"accept.close"}),
    "accept_empty": ("accept", {"accept.close"}, {"accept.arrive", "accept.put"}),
    "accept_put": ("accept", {"accept.put"}, set()),
    "accept_differences": ("accept", {"differences.confirm"}, {"digits.code"}),
    "accept_digits": ("accept", {"digits.code"}, {"differences.confirm"}),
    "accept_fits": ("accept", {"fits.none", "fits.digits"}, {"digits.code"}),
    "accept_fits_none": ("accept", {"fits.none", "fits.digits"}, {"digits.code"}),
    "accept_no_code": ("accept", {"accept.put", "accept.sticker"}, {"fits.none"}),
    "deliveries_archive_empty": ("deliveries", {"deliveries.archive"}, {"deliveries.unannounced"}),
    "deliveries_archive": ("deliveries", {"deliveries.archive"}, {"deliveries.unannounced"}),
    "accept_over": ("accept", set(), {"accept.arrive", "accept.close"}),
    "customer": ("customer", {"issue.confirm"}, {"notfound", "document"}),
    "customer_picked": ("customer", {"issue.confirm"}, {"notfound", "document"}),
    "customer_notfound": ("customer", {"notfound"}, {"document"}),
    "customer_document": ("customer", {"document.yes", "document.no"}, {"notfound"}),
    "customer_witness": ("customer", {"witness.enter"}, {"document.yes"}),
    "customer_look": ("customer", {"customer.list"}, {"issue.confirm", "customer.cancel"}),
    "customer_others_untold": ("customer", {"customer.others"}, {"others.print.7802"}),
    "customer_others": ("customer", {"others.print.7802", "others.print.7815"}, set()),
    "other_point": ("other_point", {"other.print", "other.next"}, set()),
    "customer_matters": ("customer", {"matter.not_found", "customer.delegate"}, set()),
    "customer_claim": ("customer", {"customer.delegate"}, {"matter.money"}),
    "customer_delegate": ("customer", {"customer.delegate"}, {"matter.not_found"}),
    "customer_codeless": ("customer", {"codeless.stale", "codeless.no_phone"}, {"instead"}),
    "customer_instead": ("customer", {"instead.yes", "instead.no"}, {"codeless"}),
    "home_sessions": ("home", {"home.code"}, {"home.undo"}),
    "which_cell": ("home", {"home.code"}, {"home.undo"}),
    "results": ("results", {"hit.48210036-7777-1"}, set()),
    "results_empty": ("results", {"results.list"}, {"hit.48210036-7777-1"}),
    "parcel": ("parcel", {"parcel.light", "parcel.sticker"}, set()),
    "parcel_expected": ("parcel", {"parcel.history"}, {"parcel.light", "parcel.sticker"}),
    "cell": ("cell", {"cell.light", "row.48210001-7829-1"}, set()),
    "cell_empty": ("cell", {"cell.light"}, {"row.48210001-7829-1"}),
    "count_start": ("count_start", {"count.start", "count.map.A"}, {"count.scope.cells"}),
    "count_start_cells": ("count_start", {"count.map.A-01", "count.scope.cells"}, set()),
    "count": ("count", {"count.next", "count.empty"}, {"count.row.99887766-0001-1"}),
    "count_scanned": ("count", {"count.next", "count.pause"}, {"discard"}),
    "count_discard": ("count", {"discard", "discard.no", "discard.yes"}, set()),
    "home_count": ("home", {"home.count"}, {"banner"}),
    "count_recount": ("count", {"count.next"}, {"count.apply"}),
    "count_review": ("count_review", {"count.apply", "count.discard"}, {"count.done"}),
    "count_apply": ("count_review", {"apply.no", "apply.yes"}, {"count.done"}),
    "count_applied": ("count_review", {"count.done"}, {"count.apply", "count.discard"}),
    "viewer": ("viewer", {"viewer.customer", "viewer.next"}, set()),
    "issued": ("issued", {"issued.undo", "issued.next"}, set()),
    "home_undo": ("home", {"home.undo"}, {"banner"}),
    "waiting_papers": ("waiting_papers", {"papers.discard", "papers.later"}, {"papers.ask"}),
    "waiting_papers_ask": ("waiting_papers", {"papers.keep", "papers.yes"}, set()),
    "customer_due": ("customer", {"customer.pay"}, {"issue.confirm", "pay"}),
    "pay": ("customer", {"pay.cash", "pay.card"}, {"pay.stop", "cash.enter"}),
    "pay_cash": ("customer", {"cash.enter", "cash.note.1"}, {"pay.card"}),
    "pay_cash_change": ("customer", {"cash.enter", "cash.note.4"}, {"pay.card"}),
    "pay_cash_short": ("customer", {"cash.enter"}, {"pay.card"}),
    "pay_card": ("customer", {"pay.stop"}, {"pay.card", "pay.cash"}),
    "pay_declined": ("customer", {"pay.card"}, {"pay.stop"}),
    "pay_unknown": ("customer", {"pay.cash", "pay.stop"}, {"cash.enter"}),
    "customer_paid": ("customer", {"issue.confirm"}, {"customer.pay", "pay"}),
    "pay_over": ("customer", {"pay.back"}, {"pay.card"}),
    "customer_refunding": ("customer", {"customer.pay"}, {"pay"}),
    "menu": ("menu", {"menu.health", "menu.count", "menu.map"}, set()),
    "health": ("health", {"health.list"}, {"health.retry.printer", "banner"}),
    "accept_damage": ("accept", {"damage_kind.wet", "damage_kind.close"}, {"damage.snap"}),
    "accept_photo": ("accept", {"damage.snap", "damage.without"}, {"damage.done"}),
    "accept_photo_more": ("accept", {"damage.photo.0", "damage.without"}, {"damage.done"}),
    "accept_photo_done": ("accept", {"damage.photo.1", "damage.done"}, {"damage.without"}),
    "accept_aside": ("accept", {"accept.put", "accept.damaged"}, {"damage.done"}),
    "parcel_damaged": ("parcel", {"parcel.history"}, {"code"}),
    "accept_box": ("accept", {"box.whole", "box.broken", "boxes.all"}, {"accept.put"}),
    "accept_box_unlisted": ("accept", {"box.whole", "box.broken"}, {"accept.put"}),
    "accept_boxes": ("accept", {"boxes.WB-MP-4411", "boxes.close"}, {"box.whole"}),
    "accept_marking": ("accept", {"marking", "marking.close"}, {"boxes.list"}),
    "accept_seal": ("accept", {"seal.snap", "seal.without"}, {"seal.done", "damage.snap"}),
    "accept_box_broken": ("accept", {"box.WB-MP-4413", "accept.close"}, {"seal.snap"}),
    "returns_empty": ("returns", {"returns.list", "returns.dropoff"}, {"code"}),
    "returns_none_of_customer": ("returns", {"returns.list", "returns.type"}, {"code"}),
    "returns_type": ("returns", {"returns.code"}, set()),
    "customer_return": ("customer_return", {"check.same", "return.accept"}, {"reject", "photo"}),
    "customer_return_ticked": ("customer_return", {"check.tags"}, {"reject", "photo"}),
    "customer_return_reject": ("customer_return", {"reject.used"}, {"reject.withdrawn"}),
    "customer_return_photos": ("customer_return", {"photo.snap", "photo.photo.0"}, {"photo.done"}),
    "customer_return_ready": ("customer_return", {"return.accept"}, {"photo", "reject"}),
    "customer_return_unknown": ("customer_return", {"check.complete"}, {"check.same"}),
    "returns": ("returns", {"return.ii5275210301", "return.ii5275210303"}, {"code"}),
    "home_returns": ("home", {"home.camera", "home.undo"}, set()),
    "returns_customer": ("returns", {"return.ii5275210301"}, {"return.ii5275210303"}),
    "taken_return": ("taken", {"taken.put", "taken.next"}, set()),
    "taken_return_put": ("taken", {"taken.next"}, {"taken.put"}),
    "customer_return_over": ("customer_return", {"return.back"}, {"return.accept"}),
    "customer_return_declined": (
        "customer_return",
        {"return.back", "return.reprint"},
        {"return.accept"},
    ),
    "drop_off": ("drop_off", {"dropoff.code"}, {"dropoff.accept"}),
    "drop_off_unknown": ("drop_off", {"dropoff.packed", "dropoff.accept"}, {"weight"}),
    "drop_off_announced": ("drop_off", {"dropoff.allowed", "dropoff.weigh"}, {"weight"}),
    "drop_off_weight": ("drop_off", {"weight", "weight.code"}, set()),
    "taken_drop_off": ("taken", {"taken.put"}, set()),
    "customer_items": ("customer", {"items.0", "items.1", "items.all"}, {"reason.size"}),
    "customer_reasons": ("customer", {"reason.size", "reason.defect"}, {"items.0"}),
    "customer_defect": ("customer", {"defect.snap", "defect.photo.0"}, {"defect.done"}),
    "customer_bags": ("customer", {"bag.M.more", "bag.L.less", "bags.done"}, {"items.0"}),
    "customer_split": (
        "customer",
        {"take.55210002-4402-1", "leave.55210001-4401-1"},
        {"bags.done"},
    ),
    "customer_tryon": ("customer", {"customer.tryon", "issue.confirm"}, {"items.0"}),
    "put_away": ("put_away", {"away.put", "issued.undo"}, {"issued.next"}),
    "put_away_last": ("put_away", {"away.put", "issued.undo"}, {"issued.next"}),
    "put_away_declined": ("put_away", {"away.put", "issued.undo"}, {"issued.next"}),
    "accept_closed": ("accept", set(), {"accept.close", "boxes.all"}),
    "put_back_empty": ("put_back", {"putback.list"}, {"putback.put"}),
    "home_put_back": ("home", {"home.putback", "home.camera"}, set()),
    "put_back": ("put_back", {"putback.list"}, {"putback.put"}),
    "put_back_in_hand": ("put_back", {"putback.put"}, set()),
    "put_back_done": ("put_back", {"putback.list"}, {"putback.put"}),
    "parcel_issued": ("parcel", {"parcel.undo", "parcel.reprint"}, {"undo"}),
    "parcel_undo": ("parcel", {"undo.mistake", "undo.wrong_person"}, set()),
    "my_badge": ("my_badge", set(), {"person.pin.1"}),
    "my_badge_pin": ("my_badge", {"person.pin.1"}, {"pin.sheet"}),
    "home_who_goes_on": ("home", {"pin.sheet", "person.pin.1"}, set()),
    "home_no_paper": ("home", {"banner", "home.camera"}, set()),
    "home_all_lost": ("home", {"banner", "home.code"}, set()),
    "health_trouble": ("health", {f"health.retry.{device}" for device in DEVICES}, set()),
    "device_printer": ("device", {"device.slip", "device.retry"}, {"banner"}),
    "device_lights": ("device", {"device.walk", "device.map"}, {"device.forget"}),
    "device_camera": ("device", {"device.camera"}, {"device.slip"}),
    "device_buzzer": ("device", {"device.sound"}, set()),
    "device_scanner": ("device", {"device.retry"}, {"device.sound"}),
    "device_buttons": ("device", {"device.retry"}, {"device.sound"}),
    "device_speech": ("device", {"speech.try", "speech.on"}, {"device.slip"}),
    "device_trouble": ("device", {"device.slip", "banner"}, set()),
    "selftest_empty": ("selftest", {"selftest.run"}, {"selftest.cancel"}),
    "selftest_now": ("selftest", {"selftest.cancel"}, {"selftest.run"}),
    "selftest_done": ("selftest", {"selftest.run"}, {"selftest.cancel"}),
    "light_map": ("light_map", {"lightmap.yes", "lightmap.none"}, {"lightmap.save"}),
    "light_map_no_cell": ("light_map", {"lightmap.none"}, {"lightmap.yes"}),
    "light_map_walk": ("light_map", {"lightmap.hold"}, {"lightmap.yes", "lightmap.none"}),
    "light_map_same": ("light_map", {"lightmap.done"}, {"lightmap.save"}),
    "light_map_result": ("light_map", {"lightmap.save", "lightmap.drop"}, {"lightmap.done"}),
    "light_map_node": ("light_map", set(), {"lightmap.map", "lightmap.done"}),
    "shelves": (
        "shelves",
        {"shelves.map.A", "shelves.count", "shelves.edit"},
        {"shelves.map.A-01"},
    ),
    "shelves_rack": ("shelves", {"shelves.map.A-01", "shelves.map.all"}, {"shelves.map.A"}),
    "shelves_no_terms": ("shelves", {"shelves.view.terms"}, set()),
    "shelves_terms_paused": ("shelves", {"shelves.view.terms"}, set()),
    "shelves_terms": ("shelves", {"shelves.view.terms"}, set()),
    "unclaimed": ("unclaimed", {"unclaimed.list", "banner"}, set()),
    "unclaimed_in_hand": ("unclaimed", {"unclaimed.list"}, set()),
    "map_edit": ("map_edit", {"map.add", "map.chart.A"}, {"map.shelves", "map.undo"}),
    "map_edit_rack": ("map_edit", {"map.shelves.more", "map.remove"}, {"map.size.S", "map.add"}),
    "map_edit_cells": ("map_edit", {"map.size.S", "map.light"}, {"map.remove", "zone"}),
    "map_edit_zone": ("map_edit", {"zone", "zone.floor"}, {"light"}),
    "map_edit_light": ("map_edit", {"light", "light.test", "light.turned"}, {"zone"}),
    "map_edit_name": ("map_edit", {"map.keys"}, {"light"}),
    "map_edit_changes": ("map_edit", {"map.save", "map.changes"}, {"map.look"}),
    "map_edit_leave": ("map_edit", {"leave", "leave.yes"}, {"map.save"}),
    "map_edit_labels": ("map_edit", {"labels", "labels.print"}, {"map.save"}),
    "map_edit_empty": ("map_edit", {"map.add"}, {"map.chart"}),
    "cell_emptied": ("cell", {"cell.undo"}, {"close"}),
    "ship_empty": ("ship", {"ship.begin", "ship.seller"}, {"kind"}),
    "ship_archive_empty": ("ship", {"ship.archive"}, {"ship.begin"}),
    "ship_box_empty": ("ship_box", {"box.drop", "box.seal"}, {"box.undo", "seal"}),
    "ship_box": ("ship_box", {"box.undo", "box.label"}, {"box.drop", "seal", "weight"}),
    "ship_box_seal": ("ship_box", {"seal"}, {"weight"}),
    "ship_box_weight": ("ship_box", {"weight"}, {"seal"}),
    "ship": ("ship", {"ship.boxes", "box.BOX:7731-4417"}, {"kind"}),
    "ship_kind": ("ship", {"kind", "kind.defect"}, set()),
    "ship_box_sealed": ("ship_box", {"box.reopen", "box.handover"}, {"box.seal", "reopen"}),
    "ship_box_reopen": ("ship_box", {"reopen", "reopen.inspect"}, {"box.seal"}),
    "handover_begun": ("handover", {"handover.confirm"}, {"rest", "handover.print"}),
    "handover_one": ("handover", {"handover.confirm"}, {"rest", "handover.print"}),
    "handover_rest": ("handover", {"rest.yes", "rest.no"}, {"handover.print"}),
    "handover_driver": ("handover", {"handover.keys"}, {"rest"}),
    "ship_handover": ("ship", {"flow.direct", "flow.reverse"}, {"ship.begin"}),
    "handover_gone": ("handover", {"handover.print"}, {"handover.confirm"}),
    "handover_disputed": ("handover", {"handover.print"}, {"handover.confirm"}),
    "ship_archive": ("ship", {"ship.archive"}, {"ship.begin"}),
    "give_back_code": ("give_back", {"seller.code"}, {"seller.confirm"}),
    "give_back": ("give_back", {"seller.confirm", "seller.notfound"}, {"seller.missing"}),
    "give_back_missing": ("give_back", {"seller.missing"}, {"seller.done"}),
    "give_back_picked": ("give_back", {"seller.confirm"}, {"seller.missing"}),
    "home_seller": ("home", {"home.code"}, {"curtain.lift"}),
    "give_back_done": ("give_back", {"seller.done"}, {"seller.confirm"}),
    "give_back_archive": ("ship", {"ship.archive"}, {"ship.begin"}),
    "dispose_empty": ("dispose", {"dispose.list"}, {"dispose.confirm"}),
    "dispose_way": ("ship", {"ship.dispose"}, set()),
    "dispose": ("dispose", {"dispose.list"}, {"dispose.back"}),
    "dispose_photo": ("dispose", {"disposal.snap"}, {"disposal.done"}),
    "dispose_closed": ("dispose", {"dispose.photo"}, {"dispose.confirm"}),
    "dispose_shot": ("dispose", {"disposal.done"}, {"disposal.without"}),
    "dispose_ready": ("dispose", {"dispose.confirm"}, {"dispose.photo"}),
    "dispose_done": ("dispose", {"dispose.list"}, {"dispose.confirm"}),
    "home_recovered": ("home", {"banner", "banner.noted"}, {"banner.how"}),
    "slotting_empty": ("slotting", {"slotting.list"}, {"slotting.leave"}),
    "shelves_moves": ("shelves", {"shelves.slotting", "shelves.count"}, set()),
    "slotting": ("slotting", {"slotting.leave", "slotting.dismiss"}, set()),
    "slotting_in_hand": ("slotting", {"slotting.leave"}, {"code"}),
    "person_add": ("person_add", {"add.name", "add.clerk", "add.confirm"}, {"add.keys"}),
    "person_add_name": ("person_add", {"add.keys"}, set()),
    "person_pin": ("person_pin", {"new_pin", "pin.later"}, set()),
    "person_pin_again": ("person_pin", {"new_pin", "new_pin.prompt"}, set()),
    "person": ("person", {"person.role", "person.pin", "person.block"}, {"person.save"}),
    "person_roles": ("person", {"roles", "roles.manager"}, {"ask"}),
    "person_changed": ("person", {"person.save"}, {"person.block", "ask"}),
    "person_leave": ("person", {"ask.no", "ask.yes"}, {"roles"}),
    "person_granted": ("person", {"person.reset", "person.unbadge"}, {"person.pin"}),
    "person_reset": ("person", {"ask.no", "ask.yes"}, {"roles"}),
    "person_held": ("person", {"person.unlock"}, {"person.unblock"}),
    "person_self": ("person", {"person.history", "person.badge"}, {"person.role", "person.block"}),
    "team": ("team", {"team.igor", "team.leila", "team.add"}, set()),
    "person_blocked": ("person", {"person.unblock"}, {"person.block", "person.badge"}),
    "person_history": ("person_history", {"history.list", "history.more"}, set()),
    "person_history_empty": ("person_history", {"history.list"}, {"history.more"}),
    "team_not_allowed": ("team", set(), {"team.list", "team.add"}),
    "analytics_empty": ("analytics", {"span.week", "analytics.export"}, set()),
    "menu_no_analytics": ("menu", {"menu.analytics"}, {"rail.analytics"}),
    "analytics_refused": ("analytics", set(), {"analytics.export", "span.week"}),
    "analytics_overview": ("analytics", {"analytics.bars", "analytics.heat"}, set()),
    "analytics_figures": ("analytics", {"analytics.figures"}, {"analytics.bars"}),
    "analytics_reasons": ("analytics", {"analytics.reasons"}, {"analytics.bars"}),
    "analytics_shelf": ("analytics", {"analytics.shelf", "analytics.ages"}, {"analytics.bars"}),
    "analytics_staff": ("analytics", {"analytics.staff"}, {"analytics.bars"}),
    "analytics_year": ("analytics", {"analytics.bars", "analytics.heat"}, set()),
    "analytics_counting": ("analytics", {"span.week"}, {"analytics.export"}),
    "analytics_reading": ("analytics", {"span.week", "view.shelf"}, {"analytics.bars"}),
    "place": ("opening_place", {"place.search", "place.propose", "map.plus"}, {"place.sheet"}),
    "place_rules": ("opening_place", {"place.rules"}, {"place.search"}),
    "place_rooms": ("opening_place", {"place.area_m2", "place.entrance"}, {"place.search"}),
    "place_sure": ("opening_place", {"place.sure", "place.mend"}, set()),
    "place_typing": ("opening_place", {"place.keys.enter"}, {"place.sheet"}),
    "place_figure": ("opening_place", {"place.figure.enter"}, {"place.keys.enter"}),
    "place_entrance": ("opening_place", {"place.entrance.street"}, {"place.figure.enter"}),
    "place_beside": ("opening_place", {"place.beside.none"}, {"place.figure.enter"}),
    "place_no_map": ("opening_place", {"place.search", "map.plus"}, {"place.sheet"}),
    "place_damaged": ("opening_place", {"place.search", "map.plus"}, {"place.sheet"}),
    "place_at_sea": ("opening_place", {"place.search", "map.plus"}, {"place.sheet"}),
    "place_uninvited": ("opening_place", {"place.search", "map.plus"}, {"place.sheet"}),
    "notices_empty": ("notices", {"notices.filter.all"}, {"notices.seen", "notice.message.m1"}),
    "notices": ("notices", {"notices.seen", "notice.message.m1", "bar.bell"}, set()),
    "notices_act": ("notices", {"notice.message.m1"}, {"notice.delivery_announced.M-119"}),
    "lock_notices": ("lock", {"pin"}, {"bar.bell"}),
    "post": ("post", {"post.print", "post.done"}, set()),
    "notices_read": ("notices", {"notices.seen", "notice.message.m1"}, set()),
    "post_gone": ("post", set(), {"post.print"}),
    "news": ("news", {"news.done", "bar.back"}, set()),
    "news_first": ("news", {"news.done"}, {"bar.back"}),
    "news_rolled_back": ("news", {"news.done"}, set()),
    "news_none": ("news", set(), {"news.done"}),
    "claim": ("claim", {"claim.raise", "claim.see"}, set()),
    "claim_raised": ("claim", {"claim.see"}, {"claim.raise"}),
    "claim_shipment": ("claim", {"claim.raise", "claim.see"}, {"claim.list"}),
    "parcel_owes": ("parcel", {"parcel.photo"}, {"parcel_photo"}),
    "parcel_photo": ("parcel", {"parcel_photo", "parcel_photo.snap"}, {"parcel_photo.done"}),
    "privacy_empty": ("privacy", {"privacy.list"}, {"privacy.sheet"}),
    "privacy_asking": ("privacy", {"privacy.go", "privacy.language.ru"}, {"witness.sheet"}),
    "privacy_witness": ("privacy", {"witness.sheet"}, {"privacy.go"}),
    "privacy_asked_before": ("privacy", {"privacy.again", "privacy.back"}, {"privacy.go"}),
    "privacy": (
        "privacy",
        {"privacy.slip.er-2026-000116", "privacy.slip.er-2026-000117"},
        {"privacy.sheet"},
    ),
    "privacy_not_allowed": ("privacy", set(), {"privacy.list"}),
    "settings": ("settings", {"settings.own.language.ru", "settings.own.zoom.115"}, set()),
    "settings_clerk": ("settings", {"settings.own.theme.dark"}, {"settings.page"}),
    "settings_sound": ("settings", {"settings.sound.volume.less"}, {"settings.undo"}),
    "settings_undo": ("settings", {"settings.sound.volume.less", "settings.undo"}, set()),
    "settings_printer": ("settings", {"settings.printer.printer.width.384"}, set()),
    "settings_lights": ("settings", {"settings.lights.wall.brightness.more"}, set()),
    "settings_camera": ("settings", {"settings.camera.rotate.180"}, set()),
    "settings_before": ("settings", {"settings.changes"}, {"settings.list"}),
    "about_asking": ("about", {"about.parts"}, {"about.click"}),
    "about": ("about", {"about.parts", "about.click"}, {"about.text"}),
    "about_update": ("about", {"about.parts", "about.click"}, {"about.text"}),
    "about_licence": ("about", {"about.text", "bar.back"}, {"about.parts"}),
    "network_looking": ("network", {"network.list"}, {"network.Point 7731"}),
    "network": ("network", {"network.list", "network.Point 7731"}, {"network.keys"}),
    "network_page": ("network", {"network.Point 7731"}, {"network.keys"}),
    "network_absent": ("network", {"network.look"}, {"network.Point 7731"}),
    "network_password": ("network", {"network.keys", "network.keys.reveal"}, set()),
    "network_joining": ("network", {"network.list"}, {"network.keys"}),
    "network_kept": ("network", {"network.sheet", "network.forget"}, {"network.keys"}),
    "network_hidden": ("network", {"network.name", "network.name.key.q"}, {"network.keys"}),
    "network_forgotten": ("network", {"network.undo"}, {"network.keys"}),
    "day_past_empty": ("day_past", {"past.list"}, {"past.print.2026-11-23"}),
    "home_day": ("home", {"home.day"}, {"banner"}),
    "day_not_open": ("day", {"day.open", "day.count"}, {"day.close", "drawer"}),
    "day_count": ("day", {"drawer", "drawer.pad.enter"}, {"drawer.change"}),
    "day_open": ("day", {"day.hand", "day.close"}, {"day.open", "day.undo"}),
    "day_hand": ("day_hand", {"hand.go", "hand.count"}, {"witness.sheet"}),
    "day_hand_pin": ("day_hand", {"witness.igor", "witness.enter"}, {"drawer"}),
    "day_close": ("day_close", {"close.carry.cash", "close.all"}, {"carry"}),
    "day_close_reason": ("day_close", {"carry.tomorrow", "carry.fault"}, {"carry.untended"}),
    "day_close_differs": ("day_close", {"drawer.change", "drawer.again"}, {"drawer.pad.enter"}),
    "day_close_ready": ("day_close", {"close.confirm"}, {"close.all", "close.carry.cash"}),
    "day_closed": ("day", {"day.print", "day.undo", "day.home"}, {"day.close"}),
    "day_past": ("day_past", {"past.print.2026-11-24", "past.print.2026-11-23"}, set()),
    "setup_language": ("setup", {"setup.ru", "setup.pt", "setup.en"}, {"setup.back"}),
    "setup_way": ("setup", {"setup.code", "setup.new"}, {"setup.ask"}),
    "setup_early": ("setup", {"setup.code", "bar.answer"}, {"setup.ask"}),
    "setup_early_form": ("setup", {"register.send", "bar.answer"}, {"setup.ask"}),
    "setup_form": ("setup", {"register.send", "setup.back"}, {"setup.ask"}),
    "setup_form_faults": ("setup", {"register.send"}, {"setup.ask"}),
    "setup_code": ("setup", {"setup.ask", "setup.code.line"}, {"setup.server.line"}),
    "setup_refused": ("setup", {"setup.ask"}, {"setup.server.line"}),
    "setup_server": ("setup", {"setup.server.line", "setup.fingerprint.line"}, set()),
    "setup_network": ("setup_network", {"network.Point 7731"}, {"network.keys"}),
    "setup_cable": ("setup_network", {"network.look"}, {"network.Point 7731"}),
    "setup_password": ("setup_network", {"network.keys", "network.keys.reveal"}, set()),
    "opening_none": ("opening", set(), {"opening.steps"}),
    "opening_begun": ("opening", {"opening.register", "opening.leave"}, {"opening.shots"}),
    "opening_register": ("opening_register", {"register.send"}, {"register.keys"}),
    "opening_register_keys": ("opening_register", {"register.keys"}, set()),
    "opening_register_faults": ("opening_register", {"register.send"}, {"register.keys"}),
    "opening_register_consent": ("opening_register", {"consent.agree"}, {"register.keys"}),
    "opening_leave": ("opening", {"leave.yes", "leave.no"}, set()),
    "opening_code": ("opening", {"code.close"}, {"leave.yes"}),
    "opening_talk_empty": ("opening_talk", {"talk.write"}, set()),
    "opening_place_next": ("opening", {"opening.talk"}, {"opening.register"}),
    "opening_sent": ("opening", {"opening.talk"}, {"opening.shots"}),
    "opening_rejected": ("opening", {"opening.talk"}, {"opening.shots"}),
    "opening_deposit": ("opening", {"opening.shots"}, {"opening.register"}),
    "opening_shots": ("opening_shots", {"shot.facade.take", "shots.send"}, set()),
    "opening_review": ("opening", {"opening.shots"}, set()),
    "opening_rework": ("opening", {"opening.shots"}, set()),
    "opening_shots_rework": ("opening_shots", {"shot.counter.take"}, {"shot.facade.take"}),
    "opening_talk": ("opening_talk", {"talk.write"}, set()),
    "opening_equipment": ("opening", {"opening.talk"}, {"opening.shots"}),
    "opening_equipment_begin": ("opening_equipment", {"equipment.run"}, {"equipment.send"}),
    "opening_equipment_now": ("opening_equipment", {"equipment.cancel"}, {"equipment.run"}),
    "opening_equipment_done": (
        "opening_equipment",
        {"equipment.send", "equipment.hand.again", "equipment.lights.lamps"},
        {"equipment.cancel"},
    ),
    "opening_trial_next": ("opening", {"opening.trial"}, {"opening.shots"}),
    "trial_awaited": ("opening_trial", {"trial.accept", "trial.tell"}, {"trial.wrong"}),
    "trial_accepting": ("opening_trial", {"trial.accept", "trial.issue"}, {"trial.wrong"}),
    "trial_issuing": ("opening_trial", {"trial.issue", "trial.wrong"}, set()),
    "trial_wrong": ("opening_trial", {"trial.tell", "trial.wrong"}, set()),
    "trial_well": ("opening_trial", {"trial.tell"}, {"trial.wrong"}),
    "trial_told": ("opening_trial", set(), {"trial.tell", "trial.accept"}),
    "opening_launched": ("opening", {"opening.talk"}, {"opening.leave"}),
    "curtain": ("home", {"curtain.lift"}, {"home.code"}),
    "lock": ("lock", {"lock.anna", "lock.igor", "lock.leila", "pin"}, set()),
    "lookup": ("lookup", set(), {"lock.anna", "rail.issue"}),
    "lock_owner": ("lock", {"lock.anna", "lock.other", "pin"}, {"lock.igor", "bar.answer"}),
    "lock_owner_again": ("lock", {"lock.anna", "pin"}, {"bar.answer"}),
    "lock_owner_refused": ("lock", {"lock.anna", "pin", "bar.answer"}, set()),
}


class Seen(Struct):
    """A screen when it was shown, what cards press there, and what stood in the books then."""

    screen: str
    ids: frozenset[str]
    picked: int
    devices: dict[str, DeviceState]
    cards: frozenset[str]


class Visit(Struct):
    """The showroom before and after everything was shown."""

    show: Showroom
    begun: dict[ParcelState, int]
    well: dict[str, DeviceState]
    seen: list[tuple[str, Seen]]


def devices_of(show: Showroom) -> dict[str, DeviceState]:
    return {device.device: device.state for device in show.desk.health.devices()}


def presses(screen: Screen, card: str) -> bool:
    """Whether a card would press a button there that a finger could."""
    if not isinstance(screen, Commands) or screen.root is None:
        return False
    if card == "ok":
        every = (w for w in walk(screen.root) if isinstance(w, Button) and w.enabled)
        return any(button.rank == "primary" for button in every)
    button = screen.pressed_by(card)
    return button is not None and button.enabled


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    show = Showroom(tmp_path_factory.mktemp("show"), "en", lambda _: b"\xff\xd8")
    made = Visit(show, show.file.parcels.count_by_state(), devices_of(show), [])
    stand = Stand("L", "en")
    for exhibit in show.exhibits():
        loop = stand.open(exhibit.make(), show.office.home)
        loop.settle()
        ids = frozenset(str(row["id"]) for row in loop.screen.tree())
        picked = show.file.parcels.count_by_state().get(ParcelState.PICKED, 0)
        cards = frozenset(card for card in DECK if presses(loop.screen, card))
        seen = Seen(loop.screen.name, ids, picked, devices_of(show), cards)
        made.seen.append((exhibit.name, seen))
    yield made
    show.close()
    stand.display.close()


def test_the_morning_was_worked_and_the_truck_is_still_on_its_way(visit: Visit) -> None:
    plan = visit.show.plan
    coming = sum(len(truck.lines) for truck in plan.trucks)
    assert visit.begun == {
        ParcelState.STORED: len(plan.stock.lines),
        ParcelState.EXPECTED: coming,
    }
    assert visit.well == dict.fromkeys(DEVICES, DeviceState.READY)


def test_what_is_shown_happened_by_the_counters_own_rules(visit: Visit) -> None:
    audit = visit.show.file.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())
    issued = visit.show.file.parcels.count_by_state()[ParcelState.ISSUED]
    assert issued == 2 + 10  # those of two visits, and of a trial delivery


def test_every_state_is_shown_once_under_a_name_of_its_own(visit: Visit) -> None:
    assert [name for name, _ in visit.seen] == list(STATES)


@pytest.mark.parametrize("name", STATES)
def test_a_state_is_what_its_name_says(visit: Visit, name: str) -> None:
    screen, there, not_there = STATES[name]
    seen = dict(visit.seen)[name]
    assert seen.screen == screen
    assert (there - seen.ids, not_there & seen.ids) == (set(), set())


@pytest.mark.parametrize("card", [card for card in DECK if card not in OF_EVERY_SCREEN])
def test_every_card_of_the_deck_presses_something_somewhere(visit: Visit, card: str) -> None:
    assert [name for name, seen in visit.seen if card in seen.cards]


@pytest.mark.parametrize(
    ("name", "card"),
    [
        ("accept_photo", "photo"),
        ("accept_seal", "photo"),
        ("cell", "full"),
        ("customer_bags", "bag:L"),
        ("customer_defect", "photo"),
        ("customer_picked", "issue"),
        ("customer_reasons", "refuse:not_as_told"),
        ("customer_return_photos", "photo"),
        ("dispose_photo", "photo"),
        ("handover_gone", "reprint"),
        ("other_point", "next"),
        ("other_point", "reprint"),
        ("ship_box_reopen", "inspect"),
        ("ship_box_sealed", "inspect"),
        ("taken_return_put", "next"),
    ],
)
def test_a_card_presses_its_button_there(visit: Visit, name: str, card: str) -> None:
    assert card in dict(visit.seen)[name].cards


def test_nobody_is_signed_in_before_the_lock(visit: Visit) -> None:
    assert visit.show.desk.access.who is None


def test_open_visits_are_chips_on_the_home_screen_until_they_end(visit: Visit) -> None:
    chips = {
        name: sum(id_.startswith("home.session.") for id_ in seen.ids)
        for name, seen in visit.seen
        if name in {"home", "home_sessions", "home_undo"}
    }
    assert chips == {"home": 0, "home_sessions": 4, "home_undo": 3}


def test_a_parcel_is_picked_where_the_name_says_so_and_gone_once_issued(visit: Visit) -> None:
    seen = dict(visit.seen)
    names = ("customer", "customer_picked", "issued")
    assert [seen[name].picked for name in names] == [0, 1, 0]


def test_devices_are_well_until_the_trouble_is_shown(visit: Visit) -> None:
    seen = dict(visit.seen)
    lost = {
        "camera": DeviceState.ABSENT,
        "hand": DeviceState.ABSENT,
        "lights": DeviceState.FAILED,
        "printer": DeviceState.DEGRADED,
    }
    assert seen["health"].devices == visit.well
    assert seen["home_no_paper"].devices == visit.well | {"printer": DeviceState.DEGRADED}
    assert seen["home_all_lost"].devices == seen["health_trouble"].devices == lost


def test_the_same_showroom_stands_again_every_time(tmp_path: Path) -> None:
    heads = []
    for name in "ab":
        (tmp_path / name).mkdir()
        show = Showroom(tmp_path / name, "en", lambda _: None)
        heads.append((show.file.journal.head(), show.office.wall()))
        show.close()
    assert heads[0] == heads[1]
    assert heads[0][1] == NOON


def test_a_morning_taken_over_is_the_one_that_was_worked(tmp_path: Path) -> None:
    stands: list[tuple[object, ...]] = []
    like: Showroom | None = None
    for name in "ab":
        (tmp_path / name).mkdir()
        show = Showroom(tmp_path / name, "en", lambda _: None, like)
        head, states = show.file.journal.head(), show.file.parcels.count_by_state()
        lamps = show.desk.lamps
        stands.append((head, states, devices_of(show), show.desk.access.who, lamps.wanted()))
        card = show.serve(0)
        stands[-1] += (card.session, show.file.journal.head())
        show.close()
        if like is None:
            (tmp_path / "c").mkdir()
            like = Showroom(tmp_path / "c", "en", lambda _: None)
            like.close()
    assert stands[0] == stands[1]


def test_every_lamp_of_the_showroom_shines(visit: Visit) -> None:
    plan = {"A-01": Lamp((Colour.AMBER,), Rhythm.TAKE), "B-02": Lamp((Colour.AMBER,), Rhythm.TAKE)}
    assert visit.show.lights.show(plan).lit == {"A-01", "B-02"}
