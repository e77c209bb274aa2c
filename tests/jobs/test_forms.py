from io import BytesIO

import pytest

from app.errors import UserError
from app.jobs import forms
from app.papers import fonts
from app.school import classes, members, sign_in_sheets
from tests import made_up
from tests.jobs.conftest import Desk
from tests.papers import reading


def test_every_form_has_a_key_of_its_own_and_belongs_to_sets_there_are() -> None:
    keys = [form.key for form in forms.FORMS]
    assert len(keys) == len(set(keys))
    assert {one for form in forms.FORMS for one in form.sets} <= set(forms.SETS)


def test_a_form_or_a_set_that_is_none_is_refused_with_what_there_is(township: Desk) -> None:
    with pytest.raises(UserError, match="sign-in-sheet（签到表）"):
        forms.called("nothing")
    with pytest.raises(UserError, match="开班一套"):
        forms.make_set(township.db, "nothing", 1, today=made_up.TODAY)


@pytest.mark.parametrize("form", forms.FORMS, ids=lambda form: form.key)
def test_every_form_of_a_class_is_filled_in_as_the_file_it_says(township: Desk, form: forms.Form) -> None:
    (training,) = classes.find(township.db)
    try:
        data = forms.make(township.db, form, training, today=made_up.TODAY).data
    except UserError as error:
        assert str(error).endswith("。"), (
            "a form that cannot be filled in yet says in a sentence what it lacks"
        )
        return
    if form.suffix == ".pdf":
        assert reading.texts(data)
    else:
        assert BytesIO(data).read(2) == b"PK"


def test_an_empty_class_makes_no_set_but_sentences(township: Desk) -> None:
    empty = classes.prepare(township.db, school=township.school, year=2026, name="空班")
    for wanted in forms.SETS:
        _, lacking = forms.make_set(township.db, wanted, empty, today=made_up.TODAY)
        assert all(said.endswith("。") for _, said in lacking)


def test_what_a_form_lacks_is_known_without_making_it_or_writing_anything(township: Desk) -> None:
    (training,) = classes.find(township.db)
    before = len(sign_in_sheets.find(township.db, training_class=training))
    said = {
        form.key: forms.readiness(township.db, form, training, today=made_up.TODAY) for form in forms.FORMS
    }
    assert said["sign-in-sheet"].lacking == ""
    assert len(sign_in_sheets.find(township.db, training_class=training)) == before
    for form in forms.FORMS:
        try:
            forms.make(township.db, form, training, today=made_up.TODAY)
        except UserError as error:
            assert said[form.key].lacking == str(error)
        else:
            assert said[form.key].lacking == ""


def test_what_no_font_has_is_listed_by_person_and_left_blank_only_where_asked(township: Desk) -> None:
    (training,) = classes.find(township.db)
    (who, *_) = members.find(township.db, school=township.school)
    with township.db.act("改名"):
        members.amend(township.db, who, {"name": "雷\ue000花"})
    lost = fonts.Lost("雷\ue000花", ("\ue000",))
    roster = forms.called("desk-signs")
    assert lost in forms.readiness(township.db, roster, training, today=made_up.TODAY).lost
    with pytest.raises(fonts.Unprintable, match=r"U\+E000"):
        forms.make(township.db, roster, training, today=made_up.TODAY)
    made = forms.make(township.db, roster, training, today=made_up.TODAY, handwritten=True)
    assert made.blanks == (lost,)
    with pytest.raises(fonts.Unprintable):
        forms.make_set(township.db, "opening", training, today=made_up.TODAY)
    whole, _ = forms.make_set(township.db, "opening", training, today=made_up.TODAY, handwritten=True)
    assert any(lost in one.blanks for one in whole)


def test_the_printed_twin_of_a_form_to_be_edited_is_the_form_on_paper() -> None:
    assert forms.printed_twin(forms.called("roster-sheet")).key == "roster"
    assert forms.printed_twin(forms.called("roster")).key == "roster"
