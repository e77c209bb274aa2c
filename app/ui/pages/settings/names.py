"""Whose desk this is: the school's names, as they stand on papers, and who sits here."""

from PySide6.QtWidgets import QLineEdit

from app.school import schools
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.fields import Form


class Names(Sheet):
    """The school's names, as they stand on papers, and who sits here."""

    def __init__(self, desk: Desk) -> None:
        """Lay out the form."""
        super().__init__("单位和操作员")
        self._desk = desk
        self.full_name, self.short_name, self.seal_name, self.county_name, self.operator = (
            QLineEdit() for _ in range(5)
        )
        self._code = label("", name="note")
        self.form = Form()
        self.form.row("单位全称", self.full_name, must=True, hint="印在台账、证书和汇总表上。")
        self.form.row("简称", self.short_name, hint="用在窗口、文件名里。")
        self.form.row("印章名称", self.seal_name, hint="印在证书落款处，与公章一致。")
        self.form.row("县（市、区）", self.county_name)
        self.form.row("操作员", self.operator, hint="谁在用这台电脑；记在每一次更改里。")
        for field in (self.full_name, self.short_name, self.seal_name, self.county_name):
            field.editingFinished.connect(self._keep_names)
        self.operator.editingFinished.connect(self._keep_operator)
        self.body.addWidget(self._code)
        self.body.addWidget(self.form)

    def refresh(self) -> None:
        """Read the names, but leave alone what is being typed."""
        own = schools.own(self._desk.db)
        # A county's and a city's own name say it already; who wrote something there may still change it.
        self.form.show_row(self.county_name, own.level == "township" or bool(own.county_name))
        self._code.setText(f"{schools.LEVELS[own.level]}　代码 {own.code}（登记后不能改）")
        for field, text in (
            (self.full_name, own.full_name), (self.short_name, own.short_name),
            (self.seal_name, own.seal_name), (self.county_name, own.county_name),
            (self.operator, self._desk.operator),
        ):  # fmt: skip
            if not (field.hasFocus() and field.isModified()):
                field.setText(text)
        self._desk.introduce(school_name=own.short_name, operator=self._desk.operator)

    def _keep_names(self) -> None:
        self.form.clear_faults()
        if not self.full_name.text().strip():
            self.form.blame(self.full_name, "单位全称不能空着，证书和台账上都要用它。")
            return
        names = {
            "full_name": self.full_name.text(), "short_name": self.short_name.text(),
            "seal_name": self.seal_name.text(), "county_name": self.county_name.text(),
        }  # fmt: skip
        for field in (self.full_name, self.short_name, self.seal_name, self.county_name):
            field.setModified(False)
        own = schools.own(self._desk.db)
        if any(getattr(own, name) != text for name, text in names.items()):
            self._desk.did(self, lambda: schools.amend(self._desk.db, **names))

    def _keep_operator(self) -> None:
        name = " ".join(self.operator.text().split())
        self.operator.setModified(False)
        if not name:
            self.operator.setText(self._desk.operator)
        elif name != self._desk.operator and self._desk.did(
            self, lambda: schools.keep(self._desk.db, "operator", name)
        ):
            self._desk.introduce(school_name=self._desk.school_name, operator=name)
