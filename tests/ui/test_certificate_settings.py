from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.school import certificate_wordings, certificates
from app.ui.desk import Desk
from app.ui.pages.certificates.settings import CertificateSheet
from tests.ui import township


def shown(sheet: CertificateSheet) -> str:
    return "\n".join(one.text() for one in sheet.findChildren(QLabel) if not one.isHidden())


def test_pattern_first_number_and_sentences_are_kept_as_they_are_entered(desk: Desk, qtbot: QtBot) -> None:
    township.found(desk.db)
    sheet = CertificateSheet(desk)
    qtbot.addWidget(sheet)
    sheet.refresh()
    sheet.show()
    assert "写出来是：下党乡党校〔2026〕第0001号" in shown(sheet)
    assert "还没有县里的证书名录" in shown(sheet)
    assert sheet.pattern.text() == "{简称}〔{年}〕第{序号:4}号"
    sheet.pattern.setText("{代码}-{year}-{序号:3}")
    sheet.pattern.editingFinished.emit()
    sheet.first.setValue(12)
    sheet.first.editingFinished.emit()
    assert "写出来是：350924100-2026-012" in shown(sheet)
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    sheet.own.setFocus()
    sheet.own.setPlainText("本校:{姓名}结业。\n\n县里：{who}于{起止}结业。")
    sheet.pattern.setFocus()
    QApplication.processEvents()
    own = [(one.title, one.text) for one in certificate_wordings.listed(desk.db) if one.own]
    assert own == [("本校", "{who}结业。"), ("县里", "{who}于{when}结业。")]


def test_what_cannot_be_filled_in_is_said_and_not_kept(desk: Desk, qtbot: QtBot) -> None:
    township.found(desk.db)
    sheet = CertificateSheet(desk)
    qtbot.addWidget(sheet)
    sheet.refresh()
    sheet.show()
    sheet.pattern.setText("{year}")
    sheet.pattern.editingFinished.emit()
    assert "没有序号" in shown(sheet)
    assert certificates.pattern(desk.db) == certificates.PATTERN
    for wrong in ("没有名称", "本校：准予结业。", "本校：{who}{别的}"):
        sheet.own.setPlainText(wrong)
        sheet._keep_own()
        assert "证书用语" in shown(sheet)
    assert not any(one.own for one in certificate_wordings.listed(desk.db))
