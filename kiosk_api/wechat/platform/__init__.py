"""Calls to the WeChat platform (api.weixin.qq.com), without an SDK.

Protocol: developers.weixin.qq.com, 服务端 API, as of 2026. ``opening`` makes everything from the settings.
"""
