"""The tables that can be offered. What is not in this file cannot be read by any grant."""

from collections.abc import Mapping

from db.dictionary.entries import DataTable, describe
from db.models import (
    Assignment,
    Attachment,
    Department,
    Event,
    EventCategory,
    EventHistory,
    Rating,
    Reply,
    Role,
    User,
)
from db.vocabulary import DEFAULT_CATEGORY

_EVENTS = describe(
    Event,
    ("Events", "事件"),
    "What customers submitted and want solved.",
    [
        ("id", "Number", "编号", "The event's number."),
        ("customer_id", "Customer", "客户", "The customer whose event it is."),
        ("submitted_by_id", "Submitted by", "提交人", "Who submitted it; for some events staff did."),
        ("handler_id", "Handler", "处理人", "The staff member who handles it, if one does."),
        ("category_id", "Category", "分类", "What kind of event it is."),
        ("title", "Title", "标题", "What it is about, in a line."),
        ("content", "Content", "内容", "What the customer wrote."),
        ("status", "Status", "状态", "Where it stands in its life."),
        ("priority", "Priority", "优先级", "How urgent it is: low, normal, high or urgent."),
        ("reply_count", "Replies", "回复数", "How many replies there are that customers see."),
        ("reopen_count", "Reopened", "重开次数", "How often the customer reopened it."),
        ("submitted_at", "Submitted at", "提交时间", "When it was submitted."),
        ("updated_at", "Updated at", "更新时间", "When it, or the conversation on it, last changed."),
        ("assigned_at", "Assigned at", "分配时间", "When its handler was assigned."),
        ("first_reply_at", "First reply at", "首次回复时间", "When staff first replied."),
        ("first_reply_by_id", "First reply by", "首次回复人", "Who replied first."),
        ("first_reply_seconds", "Seconds to first reply", "首次回复秒数", "The time from submission to first reply."),
        ("resolved_at", "Resolved at", "解决时间", "When it was last resolved."),
        ("resolved_by_id", "Resolved by", "解决人", "Who last resolved it."),
        ("resolution_seconds", "Seconds to resolution", "解决秒数", "The time from submission to resolution."),
        ("completed_at", "Completed at", "完成时间", "When the customer decided that it is finished."),
        ("withdrawn_at", "Withdrawn at", "撤销时间", "When the customer took it back."),
        ("deleted_at", "Deleted at", "删除时间", "When an administrator deleted it."),
        ("version", "Version", "版本", "Rises with every change of the event."),
    ],
)
_REPLIES = describe(
    Reply,
    ("Replies", "回复"),
    "The conversations on events, with internal notes.",
    [
        ("id", "Number", "编号", "The reply's number."),
        ("event_id", "Event", "事件", "The event that it belongs to."),
        ("author_id", "Author", "作者", "Who wrote it."),
        ("kind", "Kind", "类型", "reply, internal_note or solution."),
        ("text", "Text", "正文", "What was written."),
        ("posted_at", "Posted at", "发布时间", "When it was posted."),
    ],
)
_RATINGS = describe(
    Rating,
    ("Ratings", "评估"),
    "How customers rated the handling of their events.",
    [
        ("id", "Number", "编号", "The rating's number."),
        ("event_id", "Event", "事件", "The event that was rated; one rating each."),
        ("customer_id", "Customer", "客户", "Who rated."),
        ("handler_id", "Handler", "处理人", "Who was rated."),
        ("score", "Score", "评分", "From 1, poor, to 5, excellent."),
        ("opinion", "Opinion", "意见", "What the customer thinks."),
        ("rated_at", "Rated at", "评估时间", "When the customer rated."),
        ("changed_at", "Changed at", "修改时间", "When the customer last changed the rating."),
    ],
)
_ASSIGNMENTS = describe(
    Assignment,
    ("Assignments", "分配"),
    "Which staff member handled an event, from when until when.",
    [
        ("id", "Number", "编号", "The assignment's number."),
        ("event_id", "Event", "事件", "The event."),
        ("handler_id", "Handler", "处理人", "The staff member."),
        ("assigned_by_id", "Assigned by", "分配人", "The administrator who assigned it."),
        ("assigned_at", "Assigned at", "分配时间", "Since when."),
        ("ended_at", "Ended at", "结束时间", "Until when; absent while it is in force."),
        ("note", "Note", "备注", "What the administrator noted."),
    ],
)
_EVENT_HISTORY = describe(
    EventHistory,
    ("Event history", "事件历史"),
    "Every step in the life of every event.",
    [
        ("id", "Number", "编号", "The step's number."),
        ("event_id", "Event", "事件", "The event."),
        ("actor_id", "Actor", "操作人", "Who took the step."),
        ("handler_id", "Handler", "处理人", "Who handled the event after it."),
        ("operation", "Operation", "操作", "The operation that was called."),
        ("from_status", "From status", "原状态", "The status before; absent for the first step."),
        ("to_status", "To status", "新状态", "The status after."),
        ("note", "Note", "备注", "What was noted."),
        ("note_internal", "Note is internal", "内部备注", "Whether customers do not see the note."),
        ("internal", "Internal", "内部", "Whether customers do not see the step."),
        ("happened_at", "Happened at", "时间", "When."),
    ],
)
_ATTACHMENTS = describe(
    Attachment,
    ("Attachments", "附件"),
    "What describes the files on events; their content is fetched with GetAttachment.",
    [
        ("id", "Number", "编号", "The attachment's number."),
        ("event_id", "Event", "事件", "The event."),
        ("reply_id", "Reply", "回复", "The reply that it belongs to, if it does."),
        ("uploaded_by_id", "Uploaded by", "上传人", "Who uploaded it."),
        ("file_name", "File name", "文件名", "Its name."),
        ("media_type", "Media type", "媒体类型", "Its type, such as image/png."),
        ("size", "Size", "大小", "Its size in bytes."),
        ("internal", "Internal", "内部", "Whether customers do not see it."),
        ("uploaded_at", "Uploaded at", "上传时间", "When it was uploaded."),
    ],
)
_EVENT_CATEGORIES = describe(
    EventCategory,
    ("Event categories", "事件分类"),
    "The kinds of events.",
    [
        ("id", "Number", "编号", "The category's number."),
        ("code", "Code", "代码", "The word that programs use."),
        ("label_en", "English label", "英文名称", "What people call it in English."),
        ("label_zh", "Chinese label", "中文名称", "What people call it in Chinese."),
        ("active", "Active", "启用", "Whether new events may have it."),
    ],
    insertable=("code", "label_en", "label_zh", "active"),
    updatable=("label_en", "label_zh", "active"),
    deletable=True,
    needed={"code": DEFAULT_CATEGORY, "active": True},
)
_DEPARTMENTS = describe(
    Department,
    ("Departments", "部门"),
    "The organisation's tree.",
    [
        ("id", "Number", "编号", "The department's number."),
        ("parent_id", "Parent", "上级部门", "The department above it; absent at the top."),
        ("name", "Name", "名称", "Its name."),
    ],
    # Not the parent of one that exists: it could become its own ancestor.
    insertable=("parent_id", "name"),
    updatable=("name",),
    deletable=True,
)
_ROLES = describe(
    Role,
    ("Roles", "角色"),
    "The roles that accounts have.",
    [
        ("id", "Number", "编号", "The role's number."),
        ("name", "Name", "名称", "Its name."),
        ("built_in", "Built in", "内置", "Whether every desk has it."),
    ],
)
_USERS = describe(
    User,
    ("Users", "用户"),
    "The accounts, without what they log in with and without how to reach them.",
    [
        ("id", "Number", "编号", "The user's number."),
        ("username", "User name", "用户名", "The name to log in with."),
        ("display_name", "Display name", "显示名", "The name that others see."),
        ("role_id", "Role", "角色", "What the account may do."),
        ("department_id", "Department", "部门", "The department that the user belongs to."),
        ("language", "Language", "语言", "The language that the user reads: en or zh."),
        ("status", "Status", "状态", "active or frozen."),
        ("created_at", "Created at", "创建时间", "When the account was made."),
        ("last_active_at", "Last active at", "最近活动时间", "When it was last used."),
    ],
)

DICTIONARY: Mapping[str, DataTable] = {
    entry.name: entry
    for entry in (
        _EVENTS,
        _REPLIES,
        _RATINGS,
        _ASSIGNMENTS,
        _EVENT_HISTORY,
        _ATTACHMENTS,
        _EVENT_CATEGORIES,
        _DEPARTMENTS,
        _ROLES,
        _USERS,
    )
}
"""Every table that can be offered, by its name."""
