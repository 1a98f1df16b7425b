# The verbs of this repository; `make help` lists them. Each works twice in a row, without a screen
# and without root. What the system lacks is installed with apt where that is allowed, else named.
.ONESHELL:
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
PY := .venv/bin/python
JOBS := $(shell nproc)
QUICK := not (slow or crash or powercut or cut or input or disk or bench or device)
READY := .venv/ready-$(shell { cat requirements.lock pyproject.toml; pwd; } | sha256sum | cut -c1-16)
# Tests sync thousands of times what they throw away. In memory that is free, where there is room.
SHM := $(shell df --output=avail -BG /dev/shm 2> /dev/null | tail -n 1 | tr -dc 0-9)
SCRATCH := $(or $(TMPDIR),$(shell test "0$(SHM)" -lt 4 || echo /dev/shm),/tmp)
export PYTHONDONTWRITEBYTECODE :=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYGAME_HIDE_SUPPORT_PROMPT := 1

.PHONY: help setup system demo test slow unit faults lint bench docs assets lock clean

help:  ## list the verbs
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 16

setup: system $(READY)  ## make .venv with the locked libraries; name what the system lacks

demo: setup  ## play a day at a point, no hardware needed (ARGS="--headless --day full")
	@$(PY) -m kiosk demo $(ARGS)

test: setup  ## the default suite (ARGS go to pytest)
	@export TMPDIR=$(SCRATCH)
	SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy $(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder \
	  -m "$(or $(MARKS),not slow)" $(ARGS)

slow:  ## the rest of it: long days, whole families, processes killed again and again
	@$(MAKE) test MARKS=slow

unit: setup  ## the quick part of it
	@export TMPDIR=$(SCRATCH)
	SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy $(PY) -m pytest -m "$(QUICK)" $(ARGS)

faults: setup  ## every fault in full: SEEDS=50 days of EVENTS=4000 under cuts, kills, full disks
	@export KIOSK_FAULT_SEEDS=$(or $(SEEDS),50) KIOSK_FAULT_EVENTS=$(or $(EVENTS),4000)
	SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy $(PY) -m pytest -n $(JOBS) --dist load tests/faults $(ARGS)

lint: setup  ## format, ruff, mypy, and the shape of the house beside its target
	@failed=0
	$(PY) -m ruff format --check --quiet . || failed=1
	$(PY) -m ruff check . || failed=1
	$(PY) -m mypy || failed=1
	$(PY) -m tests.shape
	exit $$failed

bench: setup  ## measure ratios in one run and compare them with their targets
	@SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy $(PY) -m kiosk bench $(ARGS)

docs: setup  ## renew the generated papers and pictures; CHECK=1 only says whether they are fresh
	@export TMPDIR=$(SCRATCH)
	$(if $(CHECK),,SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy $(PY) -m pytest --golden \
	  tests/trial/test_play.py -k papers_show)
	$(PY) -m pytest tests/test_papers.py tests/trial/test_wiring_sheets.py \
	  tests/trial/test_journeys.py $(if $(CHECK),,--golden)
	$(if $(CHECK),,$(PY) -m pytest --golden tests/central/console/test_in_a_browser.py -k papers)

assets: setup  ## renew what ships: fonts, icons, outlines of land (npm, fonts-inter)
	@$(PY) -m kiosk.trial.assets
	$(PY) -m kiosk.trial.outlines

# The index is the caller's own, as pip knows it; nothing of it may reach the file.
lock: $(READY)  ## choose newest versions of all libraries and write requirements.lock anew
	@$(PY) -m pip install -qq uv
	index="$${PIP_INDEX_URL:-$$($(PY) -m pip config get global.index-url 2>/dev/null || true)}"
	{ head -n 1 requirements.lock
	  $(PY) -m uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-annotate --upgrade --quiet $${index:+--default-index "$$index"}
	} > requirements.new
	if grep -nE '://|^ *(-i|-f|--index|--extra|--find)' requirements.new; then exit 1; fi
	mv requirements.new requirements.lock

clean:  ## remove what was made here, .venv too
	@rm -rf .venv build dist out *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find kiosk tests -name __pycache__ -prune -exec rm -rf {} +

# -- set-up ----------------------------------------------------------------------------------------

# Debian's mosquitto starts itself when it is installed. Ours run on free ports of their own, so a
# policy holds it back meanwhile, and it is left disabled. One that was there before is not touched.
# Likewise PostgreSQL: the tests make clusters of their own, so none is made at its installation.
system:
	@missing=()
	/sbin/ldconfig -p | grep 'libzbar\.so\.0' > /dev/null || missing+=(libzbar0)
	{ command -v mosquitto || test -x /usr/sbin/mosquitto; } > /dev/null || missing+=(mosquitto)
	{ command -v postgres || compgen -G '/usr/lib/postgresql/*/bin/postgres'; } > /dev/null \
	  || missing+=(postgresql)
	command -v espeak-ng > /dev/null || missing+=(espeak-ng)
	test -n "$$($(MAKE) -s browser)" || missing+=(chromium)
	python="$$($(MAKE) -s python 2> /dev/null)" || missing+=(python3)
	test -n "$$python" && "$$python" -c 'import ensurepip, venv' 2> /dev/null || missing+=(python3-venv)
	test $${#missing[@]} -gt 0 || exit 0
	root=(); test "$$(id -u)" = 0 || root=(sudo -n)
	if ! command -v apt-get > /dev/null || ! "$${root[@]}" true 2> /dev/null; then
	  echo "Missing: $${missing[*]}. To have all: sudo apt install $${missing[*]}"
	  [[ " $${missing[*]} " != *" python3"* ]] || exit 1
	  test -z "$${CI:-}" || exit 1
	  echo "Going on without: zxing-cpp reads codes without libzbar0, the demo brings its own broker,"
	  echo "the central keeps its books in a file; the tests of PostgreSQL and of a browser are skipped."
	  exit 0
	fi
	echo "Installing with apt: $${missing[*]}"
	policy=/usr/sbin/policy-rc.d
	if test ! -e $$policy; then
	  printf '#!/bin/sh\nexit 101\n' | "$${root[@]}" tee $$policy > /dev/null
	  "$${root[@]}" chmod 755 $$policy
	  trap '"$${root[@]}" rm -f $$policy' EXIT
	fi
	cluster=/etc/postgresql-common/createcluster.conf
	if [[ " $${missing[*]} " == *" postgresql "* && ! -e $$cluster ]]; then
	  "$${root[@]}" mkdir -p "$${cluster%/*}"
	  echo 'create_main_cluster = false' | "$${root[@]}" tee $$cluster > /dev/null
	fi
	apt=("$${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
	if ! said="$$("$${apt[@]}" update 2>&1 \
	    && "$${apt[@]}" install -y --no-install-recommends "$${missing[@]}" 2>&1)"; then
	  echo "$$said" | tail -n 5
	  echo "apt could not install: $${missing[*]}. Later: sudo apt install $${missing[*]}"
	  test -z "$${CI:-}" || exit 1
	elif [[ " $${missing[*]} " == *" mosquitto "* ]] && command -v systemctl > /dev/null; then
	  "$${root[@]}" systemctl disable mosquitto > /dev/null 2>&1 || true
	fi

# The first interpreter that is new enough; PYTHON=... is asked before all others.
.PHONY: python
python:
	@for name in $(PYTHON) python3 python3.13 python3.12 python3.11; do
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
	    command -v "$$name"; exit 0
	  fi
	done
	echo "Python 3.11 or newer is needed: sudo apt install python3 python3-venv" >&2; exit 1

.PHONY: browser
browser:
	@command -v chromium chromium-browser google-chrome | head -n 1 || true

# The stamp's name is the hash of the lock, the project and the folder, so a moved one is seen.
$(READY):
	@python="$$($(MAKE) -s python)"
	echo "Making .venv with the locked libraries, some minutes the first time"
	test -x $(PY) && $(PY) -m pip --version > /dev/null 2>&1 || "$$python" -m venv --clear .venv
	$(PY) -m pip install -qq --require-hashes -r requirements.lock
	$(PY) -m pip install -qq --no-deps --no-build-isolation -e .
	rm -f .venv/ready-*
	touch $@
