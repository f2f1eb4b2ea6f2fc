"""What only a person can settle is told in the words of its readers: names of programmes and people, no codes."""

from datetime import UTC, datetime

from models.access import CatalogueChange, Officer
from models.questions import questions


def test_a_proposal_names_its_programme_and_who_made_it(province, catalogue, day):
    now = datetime(2026, 11, 23, tzinfo=UTC)
    province.add(Officer(username="tham-muu", full_name="Nguyễn Văn A", role="staff"))
    for programme, by in (("05-ctrph-cat-mttq", "tham-muu"), ("99-moi", "da-nghi")):
        change = CatalogueChange(programme=programme, archive="{}", sha256="0", proposed_by=by, proposed_at=now)
        province.add(change)
    province.flush()
    said = [q.text for q in questions(province, catalogue, day("T2 23/11/2026"), []) if "quy tắc" in q.text]
    assert said == [
        "Đề xuất thay đổi quy tắc của Chương trình phối hợp số 05, do Nguyễn Văn A lập.",
        "Đề xuất thay đổi quy tắc của 99-moi, do da-nghi lập.",
    ]
