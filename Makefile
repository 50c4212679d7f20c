# make help prints the lines with two hashes. Every target does what is missing and nothing twice.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c

export GONGKAI_HOST ?= 127.0.0.1
export GONGKAI_PORT ?= 8000
export GONGKAI_RASA_PORT ?= 5005
export GONGKAI_RASA_URL ?= http://127.0.0.1:$(GONGKAI_RASA_PORT)
export RASA_TELEMETRY_ENABLED = false
export HF_HUB_OFFLINE = 1
export HF_HUB_DISABLE_TELEMETRY = 1
export TRANSFORMERS_OFFLINE = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

REQUIREMENTS := deploy/requirements
APP := .venv/bin
RASA := .venv-rasa/bin
MODEL := var/models/gongkai-e5-small/model.json
ASSISTANT := bot/models/assistant.tar.gz
UI := kiosk_api/ui
MINI := kiosk_api/miniprogram
MINI_PACKAGES := $(MINI)/node_modules/.package-lock.json
PAGES := $(UI)/dist/index.html
UI_FILES := $(wildcard $(UI)/*.json $(UI)/*.ts $(UI)/index.html $(UI)/admin.html) $(shell find $(UI)/src $(UI)/tools -type f 2>/dev/null)
API_MODELS := kiosk_api/app.py kiosk_api/models.py kiosk_api/views.py $(wildcard kiosk_api/routes/*.py kiosk_api/routes/admin/*.py)
BOT_FILES := $(filter-out bot/endpoints.yml bot/credentials.yml,$(wildcard bot/*.yml)) $(wildcard bot/data/*.yml bot/data/nlu/*.yml)

.PHONY: help run setup ui index test test-unit test-ui test-miniprogram test-model test-rasa test-browser test-old-browsers lint bench bench-nlu bench-quality calibrate tune aspects screens screens-console screens-miniprogram clean

help: ## 显示这份说明
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: setup index ## 启动：装好缺的东西，生成索引，启动 Rasa 和查询服务，打印网址
	@$(APP)/python -m kiosk_api.speech
	@deploy/run.sh

setup: .venv/.installed .venv-rasa/.installed $(MODEL) $(ASSISTANT) $(PAGES) ## 只安装：两个环境、向量模型、训练好的助手、页面

ui: $(PAGES) ## 生成触摸屏、手机和大屏的页面（需要 Node，没有就自动取）

index: .venv/.installed $(MODEL) ## 检查内容，生成并发布索引（没有变化就不动）
	@$(APP)/gongkai build --publish || $(APP)/gongkai versions --served

test: lint test-unit test-ui test-miniprogram test-model test-rasa test-browser ## 全部测试（缺的浏览器和字体会自动安装）

test-unit: .venv/.installed-dev ## 单元测试，不联网，不要模型
	$(APP)/python -m pytest -q

test-ui: $(PAGES) ## 页面程序的单元测试
	@deploy/node.sh npm --prefix $(UI) test --silent

test-miniprogram: $(MINI_PACKAGES) ## 小程序的测试：组件、页面、文件、大小（不要微信开发者工具）
	@deploy/node.sh npm --prefix $(MINI) test --silent

test-model: .venv/.installed-dev $(MODEL) ## 用真实向量模型和真实索引的测试
	$(APP)/python -m pytest -q -m model

test-rasa: setup .venv/.installed-dev ## 用真实 Rasa 的测试：整段对话、断开再答、清除
	@deploy/install-browser.sh
	$(APP)/python -m pytest -q -m rasa

test-browser: .venv/.installed-dev $(MODEL) $(PAGES) $(MINI_PACKAGES) ## 用真实 Chromium 的测试
	@deploy/install-browser.sh
	$(APP)/python -m pytest -q -m browser

test-old-browsers: .venv/.installed-dev $(PAGES) ## 用老终端上的 Chromium 88 和 92 再走一遍（不在 CI 里）
	@deploy/install-browser.sh
	deploy/old-chromium.sh
	$(APP)/python -m pytest -q -m old_browser tests/browser/test_old_chromium.py

lint: .venv/.installed-dev $(PAGES) $(MINI_PACKAGES) ## 代码检查：ruff、mypy、import-linter、vue-tsc、tsc
	$(APP)/ruff check .
	$(APP)/mypy
	$(APP)/lint-imports
	@deploy/node.sh npm --prefix $(UI) run check --silent
	@deploy/node.sh npm --prefix $(MINI) run check --silent

bench: setup .venv/.installed-dev index ## 测速：编码、检索、一轮对话、并发、内存、冷启动、大表导入、覆盖测试、微信、页面、后台
	$(APP)/python -m tests.bench.speed
	$(APP)/python -m tests.bench.staff
	$(APP)/python -m tests.bench.wechat
	@deploy/install-browser.sh
	$(APP)/python -m tests.bench.pages
	$(APP)/python -m tests.bench.console

bench-nlu: setup ## 测助手：交叉验证（按句式分组）和留出的问题
	$(RASA)/python tests/bench/nlu.py

bench-quality: .venv/.installed-dev $(MODEL) index ## 测回答质量：本项目与 BM25、e5+FAISS 同场比较
	$(APP)/python -m tests.bench.quality

calibrate: .venv/.installed-dev $(MODEL) index ## 用开发问题重新拟合置信度
	$(APP)/python -m tests.bench.calibrate

tune: .venv/.installed-dev ## 重新微调向量模型（两个核约半小时），写入 search_index/embedding/adapter.safetensors
	$(APP)/python -m search_index.embedding.tuning

aspects: .venv/.installed-dev ## 用助手的问法重新训练“问的是哪一方面”的小模型
	$(APP)/python -m tests.bench.aspects

screens: .venv/.installed-dev ## 对正在运行的服务截图到 docs/screens/
	@deploy/install-browser.sh
	$(APP)/python -m tests.browser.screens

screens-console: .venv/.installed-dev ## 后台每一页的样子，截图到 docs/screens/console-*.jpg：make screens-console NAME=姓名 PASSWORD=密码
	@deploy/install-browser.sh
	$(APP)/python -m tests.browser.console_screens http://$(GONGKAI_HOST):$(GONGKAI_PORT) $(NAME) $(PASSWORD)

screens-miniprogram: .venv/.installed-dev index $(PAGES) $(MINI_PACKAGES) ## 小程序每一页的样子，截图到 docs/screens/miniprogram-*.jpg
	@deploy/install-browser.sh
	$(APP)/python -m tests.miniprogram.screens

clean: ## 删除生成的东西（环境保留）
	rm -rf var/index var/run var/tmp bot/models

.venv/.installed: $(REQUIREMENTS)/torch.txt $(REQUIREMENTS)/app.txt pyproject.toml
	@deploy/environment.sh 3.11 .venv $(REQUIREMENTS)/torch.txt $(REQUIREMENTS)/app.txt
	$(APP)/pip install -qq --no-deps --no-build-isolation --editable .
	touch $@

.venv/.installed-dev: .venv/.installed $(REQUIREMENTS)/dev.txt
	@$(APP)/pip install -qq --no-deps --require-hashes -r $(REQUIREMENTS)/dev.txt
	touch $@

.venv-rasa/.installed: $(REQUIREMENTS)/rasa.txt
	@deploy/environment.sh 3.10 .venv-rasa $(REQUIREMENTS)/rasa.txt
	touch $@

$(MODEL): search_index/embedding/adapter.safetensors | .venv/.installed
	@echo "生成向量模型（约一分钟，只做一次）……"
	$(APP)/python -m search_index.embedding.build var/models/gongkai-e5-small
	touch $@

$(PAGES): $(UI_FILES) $(API_MODELS) | .venv/.installed
	@deploy/ui.sh

$(MINI_PACKAGES): $(MINI)/package-lock.json
	@deploy/node.sh npm --prefix $(MINI) ci --no-audit --no-fund --loglevel=error
	touch $@

$(ASSISTANT): $(BOT_FILES) | .venv-rasa/.installed
	@echo "训练助手（约一两分钟，问法改了才重做）……"
	deploy/train.sh
