"""Words on a drawing: broken between words, made smaller, and never outside their box."""

from engine.bpmn.drawing import text as drawing_text


def test_lines_break_between_words_and_long_words_are_cut() -> None:
    lines = drawing_text.wrap("Terima pengaduan dan catat identitas pelapor", 88, 12)
    cut = drawing_text.wrap("dipertanggungjawabkannya", 60, 12)

    assert " ".join(lines) == "Terima pengaduan dan catat identitas pelapor"
    assert "".join(cut) == "dipertanggungjawabkannya"
    assert all(drawing_text.width(line, 12) <= 88 for line in lines)
    assert all(drawing_text.width(line, 12) <= 60 for line in cut)


def test_one_letter_wider_than_the_room_is_left_whole() -> None:
    assert drawing_text.wrap("WM 界", 1, 12) == ["W", "M", "界"]


def test_many_words_make_the_letters_smaller_but_not_too_small() -> None:
    size, lines = drawing_text.fit("kata " * 14, room=88, height=60)
    smallest, _ = drawing_text.fit("kata " * 200, room=88, height=60)

    assert 8 < size < 12
    assert len(lines) * size * 1.2 <= 60
    assert smallest == 8
