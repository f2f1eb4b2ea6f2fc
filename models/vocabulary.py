"""The closed lists of the domain.

Codes are stable: they stand in YAML, in the database and in JSON; labels are Vietnamese. Level and kind codes are those
of the schema the directives were read with. Every member stands in docs/GLOSSARY.md (tested).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A code with the Vietnamese words a person reads."""

    label: str

    def __new__(cls, code: str, label: str = ""):
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def of(cls, code: str) -> Self:
        """The member of a code read from a row or a file."""
        return cls(code)  # type: ignore[call-arg]  # enum look-up by value, not construction


class Level(Labelled):
    """Cấp: where in the state an organisation stands."""

    CENTRE = "tw", "trung ương"
    PROVINCE = "tinh", "cấp tỉnh"
    DISTRICT = "huyen", "cấp huyện"
    COMMUNE = "xa", "cấp xã"
    OFFICE = "donvi", "trong cơ quan, đơn vị"


class Tree(Labelled):
    """Hệ: the line of organisation a unit belongs to."""

    TERRITORY = "territory", "địa bàn hành chính"
    POLICE = "police", "Công an"
    FRONT = "front", "Mặt trận Tổ quốc"
    VETERANS = "veterans", "Hội Cựu chiến binh"
    WOMEN = "women", "Hội Liên hiệp Phụ nữ"
    YOUTH = "youth", "Đoàn Thanh niên Cộng sản Hồ Chí Minh"
    LABOUR = "labour", "Liên đoàn Lao động"
    FARMERS = "farmers", "Hội Nông dân"
    ELDERLY = "elderly", "Hội Người cao tuổi"
    GOVERNMENT = "government", "Ủy ban nhân dân và sở, ngành"
    PRESS = "press", "cơ quan báo chí"


class DutyKind(Labelled):
    """Loại nhiệm vụ."""

    PLAN = "plan", "kế hoạch"
    JOINT_PROGRAM = "joint_program", "ký kết chương trình phối hợp"
    REPORT = "report", "báo cáo"
    MEETING = "meeting", "họp định kỳ"
    EVENT = "event", "ngày hội, ngày truyền thống"
    INSPECTION = "inspection", "kiểm tra, giám sát"
    REVIEW_MID = "review_mid", "sơ kết"
    REVIEW_FINAL = "review_final", "tổng kết"
    TARGET = "target", "chỉ tiêu phấn đấu"
    GUIDANCE = "guidance", "hướng dẫn"
    PROPAGANDA = "propaganda", "quán triệt, tuyên truyền"
    SUBMISSION = "submission", "trình, đề xuất"
    AGGREGATE = "aggregate", "tổng hợp"
    STANDING = "standing", "nhiệm vụ thường xuyên"
    LEGAL = "legal", "hiệu lực văn bản"


class Mode(Labelled):
    """How a duty lies in time."""

    ONCE = "once", "một lần"
    RECURRING = "recurring", "định kỳ"
    ADHOC = "adhoc", "đột xuất, khi có yêu cầu"
    CONTINUOUS = "continuous", "thường xuyên"
    UNDATED = "undated", "không ấn định thời gian"


class Bound(Labelled):
    """How the words of a clause bind the day they name."""

    BEFORE = "before", "trước ngày"
    BY = "by", "chậm nhất hết ngày"
    EXACT = "exact", "đúng ngày"
    WITHIN = "within", "trong kỳ"
    AFTER = "after", "tính từ sự kiện"
    BEFORE_EVENT = "before_event", "trước sự kiện"


class TermUnit(Labelled):
    """What a term counted from an event is counted in (Civil Code 2015, art. 144)."""

    HOURS = "hours", "giờ"
    DAYS = "days", "ngày"
    WORKING_DAYS = "working_days", "ngày làm việc"
    WEEKS = "weeks", "tuần"
    MONTHS = "months", "tháng"
    YEARS = "years", "năm"


class OpenPoint(Labelled):
    """What the words of a duty leave for a human to decide."""

    TIME = "time", "văn bản không ấn định thời gian"
    DAY = "day", "chỉ nêu kỳ, không nêu ngày"
    EVENT = "event", "sự kiện chưa có ngày"


class OffDayPolicy(Labelled):
    """What happens when the last valid day is a day off. The law's words come first: none is set in the catalogue."""

    KEEP = "keep", "giữ nguyên"
    EARLIER = "earlier", "lùi về ngày làm việc liền trước"
    LATER = "later", "chuyển sang ngày làm việc kế tiếp"


class ObligationState(Labelled):
    """Where one obligation stands on a day: the first that applies, in this order."""

    ACCEPTED = "accepted", "đã tiếp nhận"
    RETURNED = "returned", "trả lại, đề nghị bổ sung"
    FILED = "filed", "đã nộp"
    WAIVED = "waived", "được miễn"
    ENDED = "ended", "đã kết thúc (đơn vị hoặc nhiệm vụ không còn)"
    WAITING = "waiting", "chờ xác nhận"
    OVERDUE = "overdue", "quá hạn"
    EXTENDED = "extended", "đang được gia hạn"
    DUE = "due", "đến hạn"
    OPEN = "open", "đang trong kỳ"
    UPCOMING = "upcoming", "chưa đến kỳ"


class PeriodState(Labelled):
    UPCOMING = "upcoming", "chưa mở"
    OPEN = "open", "đang mở"
    CLOSED = "closed", "đã đóng"


class SubmissionKind(Labelled):
    """What a filing carries."""

    FIGURES = "figures", "số liệu theo biểu"
    DOCUMENT = "document", "văn bản, biên bản"
    NIL = "nil", "không phát sinh"
    OFFLINE = "offline", "đã gửi bản giấy hoặc qua đường mật"


class SubmissionState(Labelled):
    FILED = "filed", "đã nộp"
    RETURNED = "returned", "trả lại"
    ACCEPTED = "accepted", "đã tiếp nhận"
    SUPERSEDED = "superseded", "đã có bản thay thế"


class ReviewAction(Labelled):
    """What a reviewer says to a filing at one step of its way up."""

    APPROVE = "approve", "duyệt"
    UNAPPROVE = "unapprove", "rút lại ý kiến duyệt"
    RETURN = "return", "trả lại, đề nghị bổ sung"
    ACCEPT = "accept", "tiếp nhận"
    REOPEN = "reopen", "mở lại bài đã tiếp nhận"


class StepKind(Labelled):
    """Whose word stands at one step of a filing's way up."""

    HEAD = "head", "thủ trưởng đơn vị"
    SUPERIOR = "superior", "cấp trên trực tiếp"
    AGENCY = "agency", "cơ quan theo dõi"


class DocumentFieldType(Labelled):
    """What a field of a plan, of minutes, of an event holds."""

    TEXT = "text", "chữ"
    COUNT = "count", "số đếm"
    DATE = "date", "ngày"


class AskState(Labelled):
    """What became of a unit's wish for more time."""

    ASKED = "asked", "chờ trả lời"
    GRANTED = "granted", "đồng ý"
    GRANTED_PART = "granted_part", "đồng ý một phần"
    REFUSED = "refused", "không đồng ý"
    WITHDRAWN = "withdrawn", "đơn vị đã rút"
    SETTLED = "settled", "không còn cần (đã nộp hoặc được miễn)"


class MessageState(Labelled):
    """An outbox row's life."""

    PLANNED = "planned", "chờ gửi"
    SENDING = "sending", "đang gửi"
    SENT = "sent", "đã gửi"
    FAILED = "failed", "không gửi được"
    UNKNOWN = "unknown", "chưa rõ đã đến hay chưa"
    SKIPPED = "skipped", "không gửi (có lý do)"
    EXPIRED = "expired", "đã qua hạn gửi"


class Channel(Labelled):
    EMAIL = "email", "thư điện tử"
    ZALO = "zalo", "Zalo"
    ZALO_OA = "zalo_oa", "Zalo OA"
    ZALO_BOT = "zalo_bot", "Zalo Bot"
    EXTRA = "extra", "kênh khác"
    HAND = "hand", "chuyển tay (gọi điện, công văn giấy)"


class Stage(Labelled):
    """Nấc nhắc việc: which rung of the ladder a reminder stands on."""

    OPENED = "opened", "thông báo nhiệm vụ"
    SOON = "soon", "nhắc việc"
    LAST_DAY = "last_day", "nhắc ngày cuối"
    CHASER_1 = "chaser_1", "đôn đốc lần 1"
    CHASER_2 = "chaser_2", "đôn đốc lần 2"
    EVENT_AHEAD = "event_ahead", "nhắc ngày hội"
    RESULT = "result", "đề nghị cập nhật kết quả"
    REVIEW_AHEAD = "review_ahead", "chuẩn bị sơ kết, tổng kết"
    RETURNED = "returned", "đề nghị bổ sung"
    FINAL = "final", "đề nghị gửi số chính thức"


class Work(Labelled):
    """Việc chạy đều đặn, có nhịp để biết khi nào lỡ."""

    ROUND = "round", "vòng nhắc việc"
    DRAIN = "drain", "gửi tin"
    RECONCILE = "reconcile", "đối chiếu tin chưa rõ"
    INBOUND = "inbound", "nhận thư trả lời"
    WATCH = "watch", "canh nhịp chạy"
    BACKUP = "backup", "sao lưu"
    DRILL = "restore-drill", "diễn tập phục hồi"


class Health(Labelled):
    """How one point of an installation stands, from well to bad."""

    OK = "ok", "tốt"
    WARN = "warn", "cần xem"
    BAD = "bad", "phải xử lý"


class AlarmCode(Labelled):
    """What an operator is called for."""

    ROUND_MISSED = "round-missed", "vòng nhắc việc bị lỡ"
    DRAIN_MISSED = "drain-missed", "lượt gửi tin bị lỡ"
    CHANNEL_DOWN = "channel-down", "kênh gửi không hoạt động"
    QUOTA = "quota", "hết hạn mức gửi"
    WALLET = "wallet", "hết tiền trong ví"
    TEMPLATE = "template", "mẫu tin không dùng được"
    TOKEN_DEAD = "token-dead", "mất ủy quyền Zalo"
    TOKEN_UNCERTAIN = "token-uncertain", "chưa rõ khóa ủy quyền Zalo"
    TOKEN_AGEING = "token-ageing", "ủy quyền Zalo sắp hết hạn"
    UNKNOWN_WAITING = "unknown-waiting", "tin chưa rõ chờ xử lý"
    DISK = "disk", "ổ đĩa đầy hoặc lỗi ghi"
    DATABASE = "database", "không đọc được cơ sở dữ liệu"
    INBOUND_WAITING = "inbound-waiting", "thư trả lời chờ người xem"
    INBOUND_DOWN = "inbound-down", "không đọc được hộp thư trả lời"
    DOCUMENT_TEMPLATE = "document-template", "mẫu văn bản không dùng được"
    RUN_FAILED = "run-failed", "lượt chạy định kỳ bị hỏng"


class HappeningKind(Labelled):
    """Diễn biến: what comes to pass in the life of programmes, units and rules, and is told once."""

    OPENED = "period-opened", "mở kỳ"
    DUE = "period-due", "đến hạn kỳ"
    OVERDUE = "period-overdue", "kỳ quá hạn"
    CLOSED = "period-closed", "khóa kỳ"
    UNITS_ENDED = "units-ended", "đơn vị kết thúc"
    UNITS_CHANGED = "units-changed", "đơn vị biến động"
    UNITS_UNDONE = "units-undone", "hoàn tác biến động"
    RULES_CHANGED = "rules-changed", "quy tắc thay đổi"
    ORDER_DECIDED = "order-decided", "lệnh được quyết định"
    LATE = "work-late", "việc định kỳ bị muộn"


class ZaloState(Labelled):
    """How sure we are of the keys of the official account."""

    NONE = "none", "chưa kết nối"
    OK = "ok", "đang kết nối"
    UNCERTAIN = "uncertain", "chưa rõ: mất câu trả lời khi đổi khóa"
    DEAD = "dead", "phải kết nối lại"


class InboundState(Labelled):
    """What became of a mail that came in."""

    FILED = "filed", "đã ghi nhận bài nộp"
    QUEUED = "queued", "chờ người xem"
    REFUSED = "refused", "đã từ chối, có trả lời"
    IGNORED = "ignored", "bỏ qua"
    SETTLED = "settled", "đã có người xử lý"


class LetterState(Labelled):
    """Where a draft of an official letter stands."""

    DRAFTED = "drafted", "dự thảo, chờ ký"
    ISSUED = "issued", "đã ban hành"
    DROPPED = "dropped", "không ban hành"


class Role(Labelled):
    """What an officer may do in the portal."""

    OPERATOR = "operator", "quản trị vận hành"
    STAFF = "staff", "cán bộ tham mưu"
    LEADER = "leader", "lãnh đạo (chỉ xem)"
    FILER = "filer", "cán bộ báo cáo của đơn vị"
    HEAD = "head", "thủ trưởng đơn vị (duyệt)"


class SuccessionKind(Labelled):
    FULL = "full", "toàn bộ"
    PARTIAL = "partial", "một phần"
    FUNCTIONS = "functions", "chuyển chức năng"


class UnitChangeKind(Labelled):
    """Loại biến động đơn vị."""

    CREATE = "create", "thành lập"
    RENAME = "rename", "đổi tên"
    MERGE = "merge", "hợp nhất, sáp nhập"
    SPLIT = "split", "chia tách"
    MOVE = "move", "chuyển cấp trên trực tiếp"
    LEVEL_ABOLISHED = "level_abolished", "kết thúc hoạt động một cấp"
    ABSORBED = "absorbed", "cơ quan được nhập vào cơ quan khác"
    FUNCTIONS = "functions", "chuyển chức năng, nhiệm vụ"
    REORGANISATION = "reorganisation", "sắp xếp đơn vị hành chính"


class ChangeState(Labelled):
    """Where a proposed change of units stands."""

    PROPOSED = "proposed", "chờ xác nhận"
    CONFIRMED = "confirmed", "đã xác nhận"
    DROPPED = "dropped", "đã bỏ"
    UNDONE = "undone", "đã hoàn tác"


class DispositionKind(Labelled):
    """What becomes of a duty when the unit that held it is no more."""

    ENDED = "ended", "kết thúc cùng đơn vị"
    PASSED = "passed", "chuyển cho đơn vị kế thừa"
    SHARED = "shared", "chia cho các đơn vị kế thừa"
    REROUTED = "rerouted", "đổi nơi gửi"
    WAITING = "waiting", "chờ quyết định"


class MapView(Labelled):
    """On which map figures are shown."""

    DAY = "day", "theo bản đồ của kỳ"
    TODAY = "today", "theo bản đồ hiện nay"
    COMPARABLE = "comparable", "theo vùng so sánh được"


class DocumentStyle(Labelled):
    """Thể thức: after which rules a document is laid out."""

    ND30 = "nd30", "Nghị định 30/2020/NĐ-CP"
    PARTY = "dang", "văn bản của Đảng"


class IndicatorType(Labelled):
    COUNT = "count", "số đếm"
    MONEY = "money", "tiền (triệu đồng)"
    RATIO = "ratio", "tỷ lệ"
    BOOL = "bool", "có/không"
    TEXT = "text", "văn bản"


class Nature(Labelled):
    FLOW = "flow", "phát sinh trong kỳ"
    STOCK = "stock", "có đến cuối kỳ"


class AcrossUnits(Labelled):
    """How one indicator adds up over units of the same period."""

    SUM = "sum", "cộng"
    RATIO_OF_SUMS = "ratio_of_sums", "tổng tử số trên tổng mẫu số"
    COUNT_TRUE = "count_true", "đếm số đơn vị có"
    CONCAT = "concat_by_unit", "nối theo đơn vị"
    NONE = "none", "không cộng"


class TargetState(Labelled):
    """Where the figures stand on their way to a target."""

    MET = "met", "đã đạt"
    MISSED = "missed", "không đạt"
    ON_TRACK = "on_track", "đúng tiến độ"
    BEHIND = "behind", "chậm tiến độ"
    CANNOT_SAY = "cannot_say", "chưa kết luận được"


class FigurePlace(Labelled):
    """Where a figure that units filed is read."""

    CONSOLIDATED = "consolidated", "báo cáo tổng hợp"
    REVIEW = "review", "sơ kết, tổng kết"
    LEADER = "leader", "trang lãnh đạo"
    EXPORT = "export", "tệp xuất"
    BOARD = "board", "bảng theo dõi"


class ExportKind(Labelled):
    """In what a period's figures are taken away."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"
    JSON = "json", "JSON"
    DHIS2 = "dhis2", "DHIS2"
    PACKAGE = "package", "gói dữ liệu báo cáo (bản thảo)"


class DerivedPart(Labelled):
    """What is kept beside the facts only to be read faster, and can be derived from them again."""

    ASSIGNMENTS = "assignments", "phân công nhiệm vụ"
    WIDE_FIGURES = "wide_figures", "hàng số liệu của bài nộp"
    RUNNING_TOTALS = "running_totals", "số lũy kế của kỳ đã khóa"


class OrderKind(Labelled):
    """What an operator may order in Prefect that a named officer then confirms."""

    EXTEND = "extend", "gia hạn cho nhiều đơn vị"
    WAIVE = "waive", "miễn báo cáo cho nhiều đơn vị"
    REOPEN_FILING = "reopen_filing", "mở lại báo cáo đã tiếp nhận"
    REQUEST = "request", "yêu cầu báo cáo đột xuất"
    AGREE_DAY = "agree_day", "ấn định ngày"
    CLOSE = "close", "khóa kỳ và tổng hợp"
    REOPEN_PERIOD = "reopen_period", "mở lại kỳ đã khóa"
    PUBLISH = "publish", "ban hành báo cáo tổng hợp"
    UNDO_UNITS = "undo_units", "hoàn tác biến động đơn vị"
    RECALCULATE = "recalculate", "tính lại dữ liệu suy ra"


class OrderState(Labelled):
    """Where an order stands."""

    WAITING = "waiting", "chờ xác nhận"
    DONE = "done", "đã thực hiện"
    REFUSED = "refused", "không đồng ý"
    EXPIRED = "expired", "hết hạn xác nhận"


class MatterKind(Labelled):
    """What waits on an officer's desk."""

    REVIEW = "review", "bài nộp chờ ý kiến"
    RETURNED = "returned", "bài nộp đã trả lại, chờ bổ sung"
    WISH = "wish", "đề nghị gia hạn chờ trả lời"
    LETTER = "letter", "dự thảo công văn chờ ký"
    MAIL = "mail", "thư trả lời chờ người xem"
    QUESTION = "question", "việc cần người quyết định"
    ALARM = "alarm", "báo động đang mở"
    ORDER = "order", "lệnh điều hành chờ xác nhận"


class DocumentRelation(Labelled):
    """What a document is to a programme."""

    SELF = "self", "văn bản của chương trình"
    IMPLEMENTS = "implements", "thực hiện"
    BASED_ON = "based_on", "căn cứ"
    REPLACES = "replaces", "thay thế"
    MENTIONS = "mentions", "viện dẫn"
    SUCCEEDED_BY = "succeeded_by", "được tiếp nối bởi"


class TableStatus(Labelled):
    """How sure a year's table of days off is."""

    OFFICIAL = "official", "chính thức theo thông báo"
    RECONSTRUCTED = "reconstructed", "dựng lại theo Bộ luật Lao động, năm đã qua"
    PROVISIONAL = "provisional", "dự kiến"


class DecisionKind(Labelled):
    """What was decided, as the journal is read back."""

    EXTENSION = "extension", "gia hạn"
    EXTENSION_REFUSED = "extension_refused", "không đồng ý gia hạn"
    WAIVER = "waiver", "miễn"
    REVIEW = "review", "xử lý bài nộp"
    CLOSING = "closing", "khóa kỳ, chốt lại"
    KEPT = "kept", "giữ bản đã gửi"
    RULING = "ruling", "ấn định ngày"
    UNITS = "units", "biến động đơn vị"
    PROGRAMME = "programme", "quy tắc, bảng ngày nghỉ"
    DISPOSITION = "disposition", "xử lý nhiệm vụ của đơn vị kết thúc"
    DELEGATION = "delegation", "ủy quyền xử lý"
    MUTE = "mute", "tạm ngừng nhắc"
    ORDER = "order", "lệnh điều hành"
    REOPENING = "reopening", "mở lại kỳ"


class Secrecy(Labelled):
    """Độ mật of what a duty is about (Luật Bảo vệ bí mật nhà nước 2018, Điều 8); such a duty shows no content here."""

    TOP_SECRET = "tuyet-mat", "Tuyệt mật"
    HIGHLY_SECRET = "toi-mat", "Tối mật"
    SECRET = "mat", "Mật"


class FindingCode(Labelled):
    """Điều cần xem lại trong văn bản: what the linter of the law can find in a programme."""

    DUE_BEFORE_WINDOW_CLOSES = "due-before-window-closes", "hạn trước khi chốt số liệu"
    TOO_FEW_WORKING_DAYS = "too-few-working-days", "quá ít ngày làm việc giữa hai cấp"
    OFF_DAY = "off-day", "hạn rơi vào ngày nghỉ"
    UNDATED = "undated", "chưa có thời hạn"
    NO_HOLDER = "no-holder", "không còn chủ thể"
    ENDED = "ended", "đã hết thời gian thực hiện"
    MISSING_NUMBER = "missing-number", "thiếu số văn bản"
    MISSING_DATE = "missing-date", "thiếu ngày văn bản"
    REPEALED = "repealed", "viện dẫn văn bản đã bị thay thế"
    TOO_MANY_MESSAGES = "too-many-messages", "số tin nhắc vượt định mức"
    SECRET = "secret", "có độ mật"
