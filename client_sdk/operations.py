# Written from the contract by scripts/docs; changes are made there.
"""Every operation of the contract."""

from client_sdk.data_sets import DataSetPage
from client_sdk.models.assignments import AssigneeSuggestions, AssignmentResults, StaffWorkloadList
from client_sdk.models.data import DataResult, DataTable, DataTableList, StatementResult
from client_sdk.models.data_grantable import GrantableTableList
from client_sdk.models.data_grants import DataAccessList, DataGrant, DataGrantList
from client_sdk.models.departments import DepartmentList
from client_sdk.models.events import (
    Attachment,
    AttachmentContent,
    Event,
    EventDescription,
    EventDetails,
    EventHistory,
    EventList,
)
from client_sdk.models.ratings import Rating, RatingList, StaffScorecard
from client_sdk.models.replies import Reply, ReplyList
from client_sdk.models.statistics import DeskStatistics
from client_sdk.models.system import AuditEntryList, ChangeList, Pong, ServerInfo
from client_sdk.models.uploads import Upload
from client_sdk.models.users import FreezeInactiveUsersReport, Session, User, UserList
from client_sdk.operation import Operation

REGISTER = Operation("Register", result=User, writes=True, takes_request_id=True, public=True)
IS_USERNAME_AVAILABLE = Operation("IsUsernameAvailable", result=bool, public=True)
LOGIN = Operation("Login", result=Session, writes=True, public=True)
LOGOUT: Operation[None] = Operation("Logout", writes=True)
GET_CURRENT_USER = Operation("GetCurrentUser", result=User)
UPDATE_PROFILE = Operation("UpdateProfile", result=User, writes=True, takes_request_id=True)
CHANGE_PASSWORD: Operation[None] = Operation("ChangePassword", writes=True)
CREATE_USER = Operation("CreateUser", result=User, writes=True, takes_request_id=True)
GET_USER = Operation("GetUser", result=User)
LIST_USERS = Operation("ListUsers", result=UserList)
LIST_DEPARTMENTS = Operation("ListDepartments", result=DepartmentList)
SET_USER_ROLE = Operation("SetUserRole", result=User, writes=True, takes_request_id=True)
FREEZE_USER = Operation("FreezeUser", result=User, writes=True, takes_request_id=True)
UNFREEZE_USER = Operation("UnfreezeUser", result=User, writes=True, takes_request_id=True)
FREEZE_INACTIVE_USERS = Operation(
    "FreezeInactiveUsers", result=FreezeInactiveUsersReport, writes=True, takes_request_id=True
)
RESET_PASSWORD = Operation("ResetPassword", result=User, writes=True, takes_request_id=True)
SUBMIT_EVENT = Operation("SubmitEvent", result=Event, writes=True, takes_request_id=True)
GET_EVENT = Operation("GetEvent", result=EventDetails)
LIST_EVENTS = Operation("ListEvents", result=EventList)
UPDATE_EVENT = Operation("UpdateEvent", result=Event, writes=True, takes_request_id=True)
WITHDRAW_EVENT = Operation("WithdrawEvent", result=Event, writes=True, takes_request_id=True)
ADD_ATTACHMENT = Operation("AddAttachment", result=Attachment, writes=True, takes_request_id=True)
GET_ATTACHMENT = Operation("GetAttachment", result=AttachmentContent)
GET_EVENT_HISTORY = Operation("GetEventHistory", result=EventHistory)
DESCRIBE_EVENTS = Operation("DescribeEvents", result=EventDescription)
BEGIN_UPLOAD = Operation("BeginUpload", result=Upload, writes=True, takes_request_id=True)
UPLOAD_PART = Operation("UploadPart", result=Upload, writes=True, repeats_harmlessly=True)
GET_UPLOAD = Operation("GetUpload", result=Upload)
FINISH_UPLOAD = Operation("FinishUpload", result=Attachment, writes=True, takes_request_id=True)
ABORT_UPLOAD: Operation[None] = Operation("AbortUpload", writes=True, takes_request_id=True)
LIST_UNASSIGNED_EVENTS = Operation("ListUnassignedEvents", result=EventList)
LIST_STAFF_WORKLOAD = Operation("ListStaffWorkload", result=StaffWorkloadList)
SUGGEST_ASSIGNEE = Operation("SuggestAssignee", result=AssigneeSuggestions)
ASSIGN_EVENT = Operation("AssignEvent", result=Event, writes=True, takes_request_id=True)
ASSIGN_EVENTS = Operation("AssignEvents", result=AssignmentResults, writes=True, takes_request_id=True)
UNASSIGN_EVENT = Operation("UnassignEvent", result=Event, writes=True, takes_request_id=True)
DELETE_WITHDRAWN_EVENT = Operation("DeleteWithdrawnEvent", result=Event, writes=True, takes_request_id=True)
RESTORE_EVENT = Operation("RestoreEvent", result=Event, writes=True, takes_request_id=True)
POST_REPLY = Operation("PostReply", result=Reply, writes=True, takes_request_id=True)
LIST_REPLIES = Operation("ListReplies", result=ReplyList)
RESOLVE_EVENT = Operation("ResolveEvent", result=Event, writes=True, takes_request_id=True)
COMPLETE_EVENT = Operation("CompleteEvent", result=Event, writes=True, takes_request_id=True)
REOPEN_EVENT = Operation("ReopenEvent", result=Event, writes=True, takes_request_id=True)
RATE_EVENT = Operation("RateEvent", result=Rating, writes=True, takes_request_id=True)
GET_RATING = Operation("GetRating", result=Rating)
LIST_RATINGS = Operation("ListRatings", result=RatingList)
GET_STAFF_SCORECARD = Operation("GetStaffScorecard", result=StaffScorecard)
GET_DESK_STATISTICS = Operation("GetDeskStatistics", result=DeskStatistics)
LIST_TABLES = Operation("ListTables", result=DataTableList)
DESCRIBE_TABLE = Operation("DescribeTable", result=DataTable)
READ_TABLE = Operation("ReadTable", result=DataResult)
EXECUTE_QUERY = Operation("ExecuteQuery", result=DataResult)
FETCH_MORE = Operation("FetchMore", result=DataResult)
EXECUTE_STATEMENT = Operation("ExecuteStatement", result=StatementResult, writes=True, takes_request_id=True)
LIST_DATA_GRANTS = Operation("ListDataGrants", result=DataGrantList)
LIST_GRANTABLE_TABLES = Operation("ListGrantableTables", result=GrantableTableList)
GRANT_DATA_ACCESS = Operation("GrantDataAccess", result=DataGrant, writes=True, takes_request_id=True)
REVOKE_DATA_ACCESS: Operation[None] = Operation("RevokeDataAccess", writes=True, takes_request_id=True)
LIST_DATA_ACCESS = Operation("ListDataAccess", result=DataAccessList)
PING = Operation("Ping", result=Pong, public=True)
GET_SERVER_INFO = Operation("GetServerInfo", result=ServerInfo)
GET_CHANGES = Operation("GetChanges", result=ChangeList)
LIST_AUDIT_ENTRIES = Operation("ListAuditEntries", result=AuditEntryList)
READ_TABLE_AS_DATA_SET = Operation("ReadTableAsDataSet", result=DataSetPage, data_sets=True)
EXECUTE_QUERY_AS_DATA_SET = Operation("ExecuteQueryAsDataSet", result=DataSetPage, data_sets=True)
FETCH_MORE_AS_DATA_SET = Operation("FetchMoreAsDataSet", result=DataSetPage, data_sets=True)
