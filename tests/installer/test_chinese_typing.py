"""The ways of typing Chinese that are tried, and the plugins they need."""

from installer import check, chinese_typing, contents


def test_every_system_is_tried_with_a_plugin_that_goes_into_the_package() -> None:
    assert set(chinese_typing.METHODS) == set(check.SYSTEMS)
    assert {method.word for method in chinese_typing.METHODS.values()} == {"fcitx", "ibus"}
    kept = {f"lib{name}.so" for name in contents.PLUGINS["platforminputcontexts"]}
    assert {method.plugin for method in chinese_typing.METHODS.values()} <= kept


def test_without_the_plugin_letters_are_expected() -> None:
    with_it, without = (chinese_typing.Tried("ibus", has, "") for has in (True, False))
    assert (with_it.wanted, without.wanted) == (chinese_typing.WANTED, chinese_typing.TYPED)
