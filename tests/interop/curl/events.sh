# Chapter 3: the customer submits events, attaches files and reads lists.
as "$customer" GetCurrentUser
as "$customer" UpdateProfile "expectedVersion=$(value version)" language=en
same "$(value language) $(value phone)" 'en +86 10 5555 0100' UpdateProfile

for number in 0 1 2 3 4; do
    as "$customer" SubmitEvent priority=high
    eval "event$number=\$(value SubmitEventResult/id)"
done
# snippet: submit an event
as "$customer" SubmitEvent title=打印机卡纸 content=每次打印第二页就卡纸。 category=product priority=high
succeeded && event=$(value SubmitEventResult/id)
# end snippet
event5=$event
submitted=$(value submittedAt)
same "$(value SubmitEventResult/status) $(value priority)" 'submitted high' SubmitEvent enumerations
# The message that was sent last, once more, as after a connection that broke: it is still the same event.
cp "$work/message.xml" again.xml && post SubmitEvent < again.xml
same "$(value SubmitEventResult/id)" "$event5" SubmitEvent
as "$customer" GetEvent "eventId=$event0"
same "$(count assignedAt) $(value assignedAt/@*)" '1 true' null
as "$customer" DescribeEvents "eventId=$event0"
same "$(count "categories/Label/value[.='billing']") $(count statuses/Label)" '1 7' DescribeEvents
as "$customer" UpdateEvent "eventId=$event0" expectedVersion=1 title=打印机冒烟
same "$(value title) $(value version)" '打印机冒烟 2' UpdateEvent

number=0
while [ $number -lt 256 ]; do
    printf "\\$(printf %03o $number)" && number=$((number + 1))
done > every.bin
event=$event0
# snippet: send a file
as "$customer" AddAttachment "eventId=$event" fileName=every.bin mediaType=application/octet-stream content@every.bin
as "$customer" GetAttachment "attachmentId=$(value AddAttachmentResult/id)"
value content | base64 -d > copy.bin
# end snippet
same "$(sha256sum < copy.bin)$(value attachment/size)" "$(sha256sum < every.bin)256" AddAttachment GetAttachment bytes

# More than one message carries.
head -c 6000000 /dev/urandom | cat every.bin every.bin - > film.bin
# snippet: send a large file
# In parts; GetUpload says where to go on after a break.
size=$(wc -c < film.bin) offset=0
as "$customer" BeginUpload "eventId=$event" fileName=film.bin mediaType=application/octet-stream "size=$size"
upload=$(value BeginUploadResult/id) part_bytes=$(value partBytes)
while succeeded && [ "$offset" -lt "$size" ]; do
    tail -c +$((offset + 1)) film.bin | head -c "$part_bytes" > "$work/part"
    as "$customer" UploadPart "uploadId=$upload" "offset=$offset" "content@$work/part"
    offset=$(value receivedBytes)
done
as "$customer" FinishUpload "uploadId=$upload" "sha256=$(openssl dgst -sha256 -binary film.bin | base64)"
# end snippet
film=$(value FinishUploadResult/id)
same "$(value FinishUploadResult/size)" 6000512 BeginUpload UploadPart FinishUpload
attachment=$film
# snippet: receive a large file
as "$customer" GetAttachment "attachmentId=$attachment" offset=0 length=4194304
value content | base64 -d > copy.bin
while succeeded && [ "$(wc -c < copy.bin)" -lt "$(value attachment/size)" ]; do
    as "$customer" GetAttachment "attachmentId=$attachment" "offset=$(wc -c < copy.bin)" length=4194304
    value content | base64 -d >> copy.bin
done
# end snippet
same "$(sha256sum < copy.bin)" "$(sha256sum < film.bin)" GetAttachment bytes
as "$customer" GetAttachment "attachmentId=$film" offset=255 length=3
same "$(value content)" "/wAB" GetAttachment
as "$customer" GetUpload "uploadId=$upload"
same "$(value receivedBytes) $(value attachmentId)" "6000512 $film" GetUpload
as "$customer" BeginUpload "eventId=$event0" size=5
as "$customer" AbortUpload "uploadId=$(value BeginUploadResult/id)"
same "$status $(count AbortUploadResponse)" '200 1' AbortUpload

# The list in pages of four; the same cursor never comes twice.
# snippet: read all pages
as "$customer" ListEvents -filter key=submitted descending=false size=4
seen=
while succeeded; do
    number=1
    while [ "$number" -le "$(count events/EventSummary)" ]; do
        seen="$seen $(value "events/EventSummary[$number]/id")" && number=$((number + 1))
    done
    cursor=$(value nextCursor)
    [ -n "$cursor" ] || break
    fill ListEvents -filter key=submitted descending=false size=4 |
        sed "s|</size>|&<cursor>$cursor</cursor>|" > "$work/next.xml"
    post ListEvents < "$work/next.xml"
done
# end snippet
same "$seen" " $event0 $event1 $event2 $event3 $event4 $event5" ListEvents pages
# From the moment of the last one, as people in China write it.
moment=$(TZ=CST-8 date -d "$submitted" +%FT%T.%N%:z)
as "$customer" ListEvents "submittedFrom=$moment" EventStatus=submitted priority=high category=product text=打印机 \
    -handlerId
same "$(count EventSummary) $(value EventSummary/id) $(value EventSummary/submittedAt)" "1 $event5 $submitted" dates

as "$customer" WithdrawEvent "eventId=$event5" expectedVersion=1
same "$(value WithdrawEventResult/status)" withdrawn WithdrawEvent
