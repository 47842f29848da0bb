# How a message is filled in and sent, and how its answer is read.
if [ -n "${DESK_AUTHORITY-}" ]; then
    curl() { command curl --cacert "$DESK_AUTHORITY" "$@"; }
fi

# snippet: fill in an example
namespace=urn:soapdesk:v1
path=  # /DataSetService for DataSets
token= # of a session, or user:password

# fill Operation name=value... -name...: print the example with these elements set, and without those behind a minus.
fill() {
    operation=$1 && shift
    edits="s~(<token>)[^<]*~\\1$token~"
    case $token in *:*) edits="/<SessionHeader/,/<\\/SessionHeader>/d" ;; esac
    for each; do
        case $each in
        -*) edits="$edits;/<${each#-}>.*<\\/${each#-}>|<${each#-} .*\\/>/d;/<${each#-}>/,/<\\/${each#-}>/d" ;;
        *) edits="$edits;s~<${each%%=*}( [^>]*/>|>[^<]*</${each%%=*}>)~<${each%%=*}>$(quoted "${each#*=}")</${each%%=*}>~" ;;
        esac
    done
    edits="$edits;s~(<requestId>)[^<]*~\\1$(cat /proc/sys/kernel/random/uuid)~"
    sed -E "$edits" "examples/$operation/request.xml"
}

# Text as XML has it, and then as the replacement of sed has it.
quoted() {
    printf %s "$1" | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/[&~\\]/\\&/g' -e '$!s/$/\\/'
}
# end snippet

# snippet: send a message
# post Operation: send the message from the standard input; the answer is in answer.xml, its status in $status.
post() {
    action=$namespace/$1
    if [ "$DESK_SOAP" = 1.2 ]; then
        sed 's|http://schemas.xmlsoap.org/soap/envelope/|http://www.w3.org/2003/05/soap-envelope|' > message.xml
        set -- -H "Content-Type: application/soap+xml; charset=utf-8; action=\"$action\""
    else
        cat > message.xml
        set -- -H "Content-Type: text/xml; charset=utf-8" -H "SOAPAction: \"$action\""
    fi
    # Over https a user name and password may come with each call instead of a session.
    case $token in *:*) set -- "$@" -u "$token" ;; esac
    status=$(curl -sS --max-time 30 "$@" --data-binary @message.xml -o received.xml -w '%{http_code}' "$DESK_URL$path")
    # All elements are in one namespace; without it, paths need no prefixes.
    sed "s| xmlns=\"$namespace\"||" received.xml > answer.xml
}
# end snippet

# snippet: read an answer
# value event/id: print the text of the first such element.
value() {
    xmllint --xpath "string(//$1)" answer.xml
}

# count events/EventSummary: print how many there are.
count() {
    xmllint --xpath "count(//$1)" answer.xml
}
# end snippet

# snippet: call for somebody
# as token Operation name=value...: send an example with somebody's session.
as() {
    token=$1 && shift
    fill "$@" > filled.xml
    post "$1" < filled.xml
}
# end snippet

# snippet: log in
# log_in username password: print the token of a new session.
log_in() {
    as "" Login "username=$1" "password=$2"
    value token
}
# end snippet

# enter username password: print what lets a user in, a session or the password, in the manner of the variant.
enter() {
    if [ "${DESK_CREDENTIALS-}" = Basic ]; then
        echo "$1:$2"
    else
        log_in "$1" "$2"
    fi
}

# same found wanted name...: say of operations and checks that a value is what it should be.
same() {
    found=$1 wanted=$2 && shift 2
    for name; do
        if [ "$found" = "$wanted" ]; then
            echo "PASS $name"
        else
            echo "FAIL $name: '$found' instead of '$wanted'; $status $(value ServiceFault)" | tr -s '\n ' ' '
            echo
        fi
    done
}
