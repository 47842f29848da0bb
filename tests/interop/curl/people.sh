# Chapters 1 and 2: a stranger who registers, and the administrator who looks after users.
first_password="six borrowed umbrellas"

echoed() { # text, name...
    as "" Ping "text=$1"
    text=$1 && shift
    same "$(value PingResult/text)" "$text" "$@"
}
echoed '打印机卡纸 😀𠮷' Ping 'chinese and emoji'
echoed "<b>&amp; \"quoted\" 'text'</b> ]]> \\1 | ~" markup
echoed '  two lines
	and blanks  ' 'white space'
as "" Ping text=
same "$(count PingResult/text)$(value PingResult/text)" 1 'empty text'
as "" Ping -text
same "$(count PingResult/text)" 0 'absent text'

as "" IsUsernameAvailable "username=$DESK_RUN.customer"
same "$(value IsUsernameAvailableResult)" true IsUsernameAvailable
username=$DESK_RUN.customer password=$DESK_PASSWORD
# snippet: register and log in
as "" Register "username=$username" "password=$password" displayName=王小明 -email
succeeded || exit
customer_id=$(value RegisterResult/id)
customer=$(log_in "$username" "$password") || exit
# end snippet
as "$customer" GetCurrentUser
same "$(value username) $(value displayName) $(value role)" "$DESK_RUN.customer 王小明 customer" Register
customer=$(enter "$DESK_RUN.customer" "$DESK_PASSWORD")
as "$customer" GetServerInfo
same "$(value contractNamespace)" "$namespace" GetServerInfo

admin=$(log_in "$DESK_ADMINISTRATOR" "$DESK_PASSWORD")
as "$admin" GetCurrentUser
same "$(value username)" "$DESK_ADMINISTRATOR" Login headers GetCurrentUser
admin=$(enter "$DESK_ADMINISTRATOR" "$DESK_PASSWORD")
as "$admin" ListDepartments
same "$(count DepartmentNode)" "$(value total)" ListDepartments
as "$admin" CreateUser "username=$DESK_RUN.staff2" "password=$first_password" role=staff
second_id=$(value CreateUserResult/id)
as "$admin" CreateUser "username=$DESK_RUN.staff1" "password=$first_password" role=staff
staff_id=$(value CreateUserResult/id)
same "$(value department) $(value mustChangePassword)" '售后服务部 true' CreateUser
staff=$(enter "$DESK_RUN.staff1" "$first_password")
as "$staff" ChangePassword "currentPassword=$first_password" "newPassword=$DESK_PASSWORD"
same "$status $(count ChangePasswordResponse)" '200 1' ChangePassword
staff=$(enter "$DESK_RUN.staff1" "$DESK_PASSWORD")
as "$admin" GetUser "userId=$staff_id"
same "$(value mustChangePassword)" false GetUser
as "$admin" ListUsers "text=$DESK_RUN." role=staff "inactiveSince=$(date -u -d tomorrow +%FT%TZ)"
same "$(value total) $(count users/User)" '2 2' ListUsers

as "$admin" CreateUser "username=$DESK_RUN.third" "password=$first_password"
third_id=$(value CreateUserResult/id)
as "$admin" SetUserRole "userId=$third_id" expectedVersion=1
same "$(value SetUserRoleResult/role)" staff SetUserRole
as "$admin" FreezeUser "userId=$third_id" expectedVersion=2
same "$(value FreezeUserResult/status) $(value frozenReason)" 'frozen 按公司规定' FreezeUser
as "$admin" UnfreezeUser "userId=$third_id" expectedVersion=3
same "$(value UnfreezeUserResult/status) $(count frozenReason)" 'active 0' UnfreezeUser
as "$admin" ResetPassword "userId=$third_id" expectedVersion=4
same "$(value mustChangePassword)" true ResetPassword
as "$admin" FreezeInactiveUsers "inactiveSince=2020-01-01T00:00:00Z"
same "$(value dryRun) $(count users/UserSummary)" "true $(value FreezeInactiveUsersResult/count)" FreezeInactiveUsers
