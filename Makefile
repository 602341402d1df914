# Two targets are enough to begin: `make run` and `make test`.
VENV := .venv
PY := $(VENV)/bin/python
UV := $(shell command -v uv 2>/dev/null || echo $(VENV)/bin/uv)
export RASA_TELEMETRY_ENABLED := false
export PYTHONWARNINGS := ignore

.PHONY: run test check lint evaluate bench widget-bench load storm pictures lock clean

run: $(VENV)/installed  ## train if needed and serve the chat
	$(VENV)/bin/monineuvo serve

test: $(VENV)/installed  ## check the knowledge, then every test
	$(VENV)/bin/monineuvo check
	$(VENV)/bin/monineuvo train
	$(PY) -m pytest

check: $(VENV)/installed
	$(VENV)/bin/monineuvo check

lint: $(VENV)/installed
	$(VENV)/bin/ruff check bot actions tests bench
	$(VENV)/bin/ruff format --check bot actions tests bench
	$(VENV)/bin/mypy bot actions

evaluate: $(VENV)/installed  ## the understanding on held-out sentences
	$(VENV)/bin/monineuvo train
	$(VENV)/bin/monineuvo evaluate

bench: $(VENV)/installed  ## our server beside stock Rasa, in one run
	$(VENV)/bin/monineuvo train
	$(PY) -m bench.compare

widget-bench: $(VENV)/installed  ## how soon one can write on a slow network
	$(VENV)/bin/monineuvo train
	$(PY) -m bench.slow_network

load: $(VENV)/installed  ## many conversations with assistant and counsellors at once
	$(VENV)/bin/monineuvo train
	$(PY) -m bench.load

storm: $(VENV)/installed  ## live chats while connections are cut and processes killed
	$(VENV)/bin/monineuvo train
	$(PY) -m bench.storm

pictures: $(VENV)/installed  ## the pictures of the chat in docs/
	$(VENV)/bin/monineuvo train
	PYTHONPATH=tests $(PY) -m bench.pictures

$(VENV)/installed: requirements.lock pyproject.toml
	test -x $(VENV)/bin/python || python3.11 -m venv $(VENV) || python3 -m venv $(VENV)
	command -v uv >/dev/null || test -x $(VENV)/bin/uv || $(PY) -m pip install --quiet uv
	UV=$$(command -v uv || echo $(VENV)/bin/uv); \
	$$UV pip install --quiet --python $(PY) --require-hashes -r requirements.lock && \
	$$UV pip install --quiet --python $(PY) --no-deps --editable .
	touch $@

lock:
	$(UV) pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --output-file requirements.lock

clean:
	rm -rf $(VENV) models var .rasa
