"""The language is told from one sentence, where anything tells it."""

from __future__ import annotations

import pytest

from copydesk.ingest.language import detect

CASES = (
    ("en", "The council voted on Monday."),
    ("en", "Prices rose 12 per cent."),
    ("en", "Seven people died"),
    ("de", "Bei dem Unfall wurden einundzwanzig Menschen verletzt."),
    ("fr", "Le maire n'a pas démissionné."),
    ("es", "El alcalde no dimitió."),
    ("it", "Il ministro non ha confermato la notizia."),
    ("pt", "O governo não vai aumentar os impostos."),
    ("nl", "De burgemeester is niet afgetreden."),
    ("pl", "Sąd nie uwzględnił wniosku obrony."),
    ("ro", "Potrivit procurorilor, fostul ministru nu a fost audiat."),
    ("hu", "A bizottság nem fogadta el a javaslatot."),
    ("tr", "Mahkeme itirazı kabul etmedi."),
    ("uz", "Yong‘inda to‘rt kishi jabrlandi."),
    ("ru", "Пожар на складе унёс жизни пяти человек."),
    ("uk", "Рада не підтримала законопроєкт."),
    ("kk", "Сот шағымды қанағаттандырмады."),
    ("tg", "Дар садама ҳабдаҳ нафар маҷруҳ шуданд."),
    ("ar", "أصيب شرطيان في الهجوم."),
    ("fa", "در زلزله ۲۶۴ خانه ویران شد."),
    ("hi", "भूकंप में १८६ घर ढह गए।"),
    ("hy", "Գյուղում այրվել է քառասուն տուն։"),
    ("ka", "პარლამენტმა კანონპროექტი არ დაამტკიცა."),
    ("zh", "工厂没有停产。"),
    ("ja", "死者は40人以上に上った。"),
    ("ko", "시장이 사임했다."),
    ("he", "ראש העיר התפטר."),
    ("und", "12, 13"),
)


@pytest.mark.parametrize(("language", "text"), CASES)
def test_a_sentence_tells_its_language(language: str, text: str) -> None:
    assert detect(text) == language


def test_a_foreign_name_does_not_change_the_language() -> None:
    assert detect("The mayor of 北京 said on Friday that prices in Москва rose.") == "en"
