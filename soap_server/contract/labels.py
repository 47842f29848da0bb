"""The labels of the contract's words, in English and Chinese."""

from collections.abc import Mapping

from db.vocabulary import EventStatus, Priority

STATUS_LABELS: Mapping[EventStatus, tuple[str, str]] = {
    EventStatus.SUBMITTED: ("Submitted", "已提交"),
    EventStatus.ASSIGNED: ("Assigned", "已分配"),
    EventStatus.IN_PROGRESS: ("In progress", "处理中"),
    EventStatus.RESOLVED: ("Resolved", "已解决"),
    EventStatus.COMPLETED: ("Completed", "已完成"),
    EventStatus.WITHDRAWN: ("Withdrawn", "已撤销"),
    EventStatus.DELETED: ("Deleted", "已删除"),
}

PRIORITY_LABELS: Mapping[Priority, tuple[str, str]] = {
    Priority.LOW: ("Low", "低"),
    Priority.NORMAL: ("Normal", "普通"),
    Priority.HIGH: ("High", "高"),
    Priority.URGENT: ("Urgent", "紧急"),
}
