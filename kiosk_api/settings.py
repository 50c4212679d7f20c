"""Every setting of the service, an environment variable ``GONGKAI_…`` each.

``python -m kiosk_api.settings`` prints the table of the README.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent
"""The folder that holds ``data/`` and ``var/``."""


class Settings(BaseSettings):
    """Settings with their defaults; a value that cannot be right is refused when the service starts."""

    model_config = SettingsConfigDict(env_prefix="GONGKAI_", frozen=True)

    host: str = Field("127.0.0.1", description="监听地址；只让本机访问时不要改")
    port: int = Field(8000, ge=1, le=65_535, description="监听端口")
    trusted_proxy: str = Field(
        "", description="反向代理的 IP（可用逗号隔开几个）；只有它送来的 X-Forwarded-For 才采信，留空则一概不信"
    )
    public_url: str = Field("", description="手机扫码打开的网址，例如 https://gk.example.gov.cn；留空则用访问时的地址")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="日志级别")

    content_dir: Path = Field(Path("data/demo"), description="本地内容文件夹")
    terminals_file: Path | None = Field(None, description="终端的设置；留空用内容文件夹里的 terminals.toml")
    field_dir: Path = Field(Path("data/field"), description="全国通用内容文件夹")
    index_dir: Path = Field(Path("var/index"), description="索引版本所在文件夹")
    models_dir: Path = Field(Path("var/models"), description="向量模型所在文件夹")
    embedding_model: str = Field("gongkai-e5-small", min_length=1, description="向量模型的名称或路径；换了要重新 build")
    embedding_threads: int = Field(1, ge=1, le=64, description="每次编码用几个线程（个）")

    speech: Literal["auto", "espeak", "sherpa", "off"] = Field(
        "auto",
        description="朗读的声音：auto 有什么用什么，espeak 用 espeak-ng，sherpa 用下面文件夹里的语音模型，off 不朗读",
    )
    speech_model_dir: Path | None = Field(None, description="sherpa-onnx 语音模型（VITS）所在文件夹；留空则没有")
    speech_cache_dir: Path = Field(Path("var/speech"), description="朗读过的声音存在哪里，最多 200 MB")

    database_url: str = Field(
        "sqlite:///var/gongkai.db", min_length=1, description="会话数据库；PostgreSQL 写 postgresql+psycopg://…"
    )
    redis_url: str = Field("", description="限流计数用的 Redis；留空则每个进程自己计数")
    rasa_url: str = Field("http://127.0.0.1:5005", description="Rasa 的地址；留空则不用 Rasa，只直接检索")
    rasa_deadline: float = Field(
        2.5, gt=0, le=3.5, description="等 Rasa 最多几秒（秒），到时改用直接检索；整个回答须在 4 秒内"
    )

    conversation_idle_seconds: int = Field(1_800, ge=10, le=86_400, description="会话闲置多久后清除（秒）")
    sweep_seconds: float = Field(60, gt=0, le=3_600, description="多久清扫一次过期会话（秒）")
    question_max_chars: int = Field(300, ge=10, le=2_000, description="一个问题最多多少字（字）")

    test_channels: str = Field("test", description="试用的来源（逗号隔开）：不计入统计，没答上的也不留")
    test_terminals: str = Field("", description="试用的终端编号（逗号隔开）：同上")
    loop_keep_days: int = Field(
        180, ge=1, le=3_650, description="没答上的、觉得没用的问题（个人信息已遮盖，不带会话）留多少天（天）"
    )

    staff_dir: Path = Field(Path("var/staff"), description="后台的文件：上传的表、测试结果")
    staff_keep_days: int = Field(
        1_095, ge=30, le=36_500, description="后台的工作、改动、测试和导入留多少天（天）；操作记录一直留着"
    )
    two_person_rule: bool = Field(True, description="编辑改的内容要另一位审核人同意才生效")

    wechat_appid: str = Field("", description="微信：公众号的 AppID；留空则不接公众号")
    wechat_app_secret: SecretStr | None = Field(None, description="微信：公众号的 AppSecret；最好用下面的文件")
    wechat_app_secret_file: Path | None = Field(None, description="微信：写着公众号 AppSecret 的文件")
    wechat_token: SecretStr | None = Field(None, description="微信：公众平台“服务器配置”里的 Token；留空则不收消息")
    wechat_token_file: Path | None = Field(None, description="微信：写着 Token 的文件")
    wechat_aes_key: SecretStr | None = Field(None, description="微信：EncodingAESKey，43 位；安全模式和兼容模式要填")
    wechat_aes_key_file: Path | None = Field(None, description="微信：写着 EncodingAESKey 的文件")
    wechat_replay_seconds: int = Field(
        0, ge=0, le=86_400, description="微信：消息的时间戳最多差多久（秒），0 为不查；平台重发时用原来的时间戳"
    )
    wechat_miniprogram_appid: str = Field("", description="微信：小程序的 AppID；留空则小程序不登录也能问")
    wechat_miniprogram_secret: SecretStr | None = Field(None, description="微信：小程序的 AppSecret；最好用下面的文件")
    wechat_miniprogram_secret_file: Path | None = Field(None, description="微信：写着小程序 AppSecret 的文件")
    wechat_customer_messages: bool = Field(
        False, description="微信：来不及的回答用客服消息补发（账号有这个权限才打开）"
    )
    wechat_content_check: Literal["off", "log", "block"] = Field(
        "off", description="微信：提问先送微信做内容检查：off 不做，log 只记数，block 违规的不回答"
    )
    wechat_api_url: str = Field("https://api.weixin.qq.com", min_length=1, description="微信：平台接口的地址，一般不改")
    wechat_api_seconds: float = Field(4, gt=0, le=30, description="微信：调用一次平台接口连同重试最多几秒（秒）")
    wechat_daily_calls: int = Field(100_000, ge=0, description="微信：每个平台接口每天最多调用次数（次），0 为不限")

    reads_per_minute_address: int = Field(600, ge=0, description="每个来源地址每分钟最多查询次数（次），0 为不限")
    writes_per_minute_conversation: int = Field(30, ge=0, description="每个会话每分钟最多提问次数（次），0 为不限")
    writes_per_minute_terminal: int = Field(120, ge=0, description="每台终端每分钟最多提问次数（次），0 为不限")
    writes_per_minute_address: int = Field(600, ge=0, description="每个来源地址每分钟最多提问次数（次），0 为不限")
    writes_per_minute_person: int = Field(30, ge=0, description="每位登录的微信用户每分钟最多提问次数（次），0 为不限")

    @model_validator(mode="after")
    def _defaults_stand_in_the_project(self) -> Self:
        """Defaults lie below the project, wherever the command is typed; what is set is relative to where it is set."""
        for name in ("content_dir", "field_dir", "index_dir", "models_dir", "speech_cache_dir", "staff_dir"):
            if name not in self.model_fields_set:
                object.__setattr__(self, name, PROJECT / getattr(self, name))
        if "database_url" not in self.model_fields_set:
            path = self.database_url.removeprefix("sqlite:///")
            object.__setattr__(self, "database_url", f"sqlite:///{PROJECT / path}")
        return self


def terminals_file(settings: Settings) -> Path:
    """Where the terminals of a content are configured."""
    return settings.terminals_file or settings.content_dir / "terminals.toml"


def table() -> str:
    """All settings as a Markdown table, as it stands in the README."""
    lines = ["| 环境变量 | 默认值 | 说明 |", "|---|---|---|"]
    for name, info in Settings.model_fields.items():
        default = f"`{info.default}`" if info.default not in ("", None) else "（空）"
        lines.append(f"| `GONGKAI_{name.upper()}` | {default} | {info.description} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
