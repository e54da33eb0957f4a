# What a person types. `make setup` does the set-up alone, and nothing twice; every other target stands on it.
.POSIX:
.PHONY: help setup run test check browser bench letters screenshots tck pm4py
IN = .venv/bin
TCK = ../shared/dmn-tck
TO = .cache/$@
# Two workers, each with one end of the list: what a folder shares is then mostly set up once.
TESTS = -n 2 --dist worksteal
# Compiled files are kept whatever the shell says: without them every start compiles hundreds of files anew.
export PYTHONDONTWRITEBYTECODE =

help:
	@echo "make setup   install everything this checkout needs (into .venv, .boot, .cache; nothing outside)"
	@echo "make run     start Lindung on http://127.0.0.1:8000 (LINDUNG_PORT, LINDUNG_DATA_DIR move it)"
	@echo "make test    style, types, import contracts and every test, with coverage"
	@echo "make check   the quick part of make test: style, types, contracts, unit and house tests"
	@echo "make bench   measure speed as ratios to this machine's own limits"
	@echo "make letters TO=DIR  write every letter of one case of each procedure as PDF, to be looked at"
	@echo "make screenshots TO=DIR  draw every page, on a phone and a desktop, light and dark, to be looked at"
	@echo "make pm4py   let process mining's own library read an export (AGPL; into .cache/pm4py, apart from the product)"
	@echo "make tck TCK=DIR   run the DMN conformance cases of a folder"

setup:
	@.ci/setup run test

# One process does all three, since loading the program is most of a start.
run:
	@.ci/setup run
	@echo "-- Preparing the database and the procedures (about a minute the first time)"
	@exec $(IN)/python -c 'import sys; from api.start import main; \
	    sys.exit(main(["migrate"]) or main(["seed"]) or main(["serve"]))'

test: setup
	@.ci/static
	@echo "-- Running the tests, with coverage"
	@rm -f .coverage .coverage.*
	@$(IN)/pytest $(TESTS) --cov --cov-report=
	@.ci/coverage

check: setup
	@.ci/static
	@echo "-- Running the unit and house tests"
	@$(IN)/pytest $(TESTS) tests/unit tests/house

browser: setup
	@$(IN)/pytest tests/browser

bench: setup
	@$(IN)/python -m tests.bench

letters: setup
	@$(IN)/python -m tests.support.files.letters $(TO)

screenshots: setup
	@$(IN)/python -m tests.screenshots $(TO)

tck: setup
	@$(IN)/python -m tests.tck.run $(TCK)

pm4py: setup
	@test -x .cache/pm4py/bin/python || python3 -m venv .cache/pm4py
	@.cache/pm4py/bin/python -m pip install --quiet --no-deps -r .ci/pm4py.txt
	@$(IN)/pytest tests/integration/services/exports/test_reading_by_pm4py.py
