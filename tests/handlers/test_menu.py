"""The menu: what people come for stands on top."""


async def test_without_a_card_the_way_to_one_is_shown(chat):
    """«Записаться» and «Мои записи» lead on before there is anybody to book for; the commands do the same."""
    await chat.says("/start")
    assert "сначала добавьте карточку" in await chat.taps("Записаться")
    assert "сначала добавьте карточку" in await chat.says("/book")
    await chat.says("/start")
    assert "Предстоящих записей нет" in await chat.taps("Мои записи")
    assert "Предстоящих записей нет" in await chat.says("/visits")
    assert "поддержк" in (await chat.says("/support")).lower()
