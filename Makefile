# Everything is done by bootstrap.py, which also works where there is no make.

# The first Python on this computer that is new enough; `make PYTHON=/path/to/python` overrules it.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && exit; done; echo python3)
BOOTSTRAP := "$(PYTHON)" bootstrap.py
COMPILE := $(BOOTSTRAP) run -m uv pip compile --quiet --upgrade --universal --generate-hashes \
	--no-emit-index-url --no-header --python-version 3.11

.PHONY: start test lint lessons exercises bench lock clean

start:  ## Open the course.
	@$(BOOTSTRAP) start

test:  ## Run every check and every test.
	@$(BOOTSTRAP) test

lint:  ## Run only the checks: ruff, mypy, course lint.
	@$(BOOTSTRAP) lint

lessons:  ## Run the lesson notebooks again and keep their new outputs.
	@$(BOOTSTRAP) run -P -m course notebooks

exercises:  ## Make quiz notebooks and the released exercises from their sources.
	@$(BOOTSTRAP) run -P -m course exercises

bench:  ## Measure what a learner waits for.
	@$(BOOTSTRAP) run -P -m benchmarks

lock:  ## Take the newest packages into the locks.
	$(COMPILE) pyproject.toml --extra test --output-file requirements-test.lock
	echo hatchling | $(COMPILE) pyproject.toml - --constraint requirements-test.lock \
		--output-file requirements.lock
	echo uv | $(COMPILE) - --output-file bootstrap.lock

clean:  ## Remove what can be made again; your workspace stays.
	rm -rf .venv .venv-test build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
