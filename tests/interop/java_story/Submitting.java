package story;

import static story.Checks.check;
import static story.Checks.equal;

import desk.ArrayOfEventStatus;
import desk.ArrayOfNewAttachment;
import desk.Attachment;
import desk.Event;
import desk.EventDescription;
import desk.EventFilter;
import desk.EventList;
import desk.EventSort;
import desk.EventSortKey;
import desk.EventStatus;
import desk.EventSummary;
import desk.NewAttachment;
import desk.Page;
import desk.Priority;
import desk.SessionHeader;
import desk.SoapDeskSoap;
import desk.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The customer submits events, with files, and looks through them. */
final class Submitting {
    private final Story story;
    private final SoapDeskSoap desk;
    private final SessionHeader header;
    private final byte[] file = new byte[256 * 20];
    private final List<Event> submitted = new ArrayList<>();

    Submitting(Story story) {
        this.story = story;
        this.desk = story.customer.desk;
        this.header = story.customer.header;
        for (int place = 0; place < file.length; place++)
            file[place] = (byte) place;
    }

    void tell() {
        check("UpdateProfile", () -> {
            int version = story.customerAccount.getVersion();
            User changed = desk.updateProfile(version, null, "", "+86 10 1234", null, null, header);
            equal("王小明 😀", changed.getDisplayName());
            equal(null, changed.getEmail());
            equal("+86 10 1234", changed.getPhone());
        });
        check("DescribeEvents", () -> {
            EventDescription words = desk.describeEvents(null, header);
            equal(Priority.values().length, words.getPriorities().getLabel().size());
            equal("in_progress", words.getStatuses().getLabel().get(2).getValue());
        });
        check("SubmitEvent", this::submit);
        check("UpdateEvent", () -> {
            Event event = story.event;
            story.event = desk.updateEvent(
                    event.getId(), event.getVersion(), "新标题", null, "software", null, null, header);
            equal("新标题", story.event.getTitle());
            equal(event.getContent(), story.event.getContent());
            equal("software", story.event.getCategory());
        });
        check("AddAttachment", () -> {
            long eventId = story.event.getId();
            String requestId = Story.freshId();
            // snippet: upload
            Attachment attachment = desk.addAttachment(
                    eventId, null, "图 1.bin", "application/octet-stream", file, requestId, header);
            // end snippet
            equal("图 1.bin", attachment.getFileName());
            equal(file.length, attachment.getSize());
            equal(null, attachment.getReplyId());
        });
        check("bytes", this::bytes);
        new Uploading(story).tell();
        check("ListEvents", () -> equal((long) submitted.size(), page(null, null, null).getTotal()));
        check("pages", this::pages);
        check("dates", this::dates);
        check("enumerations", () -> {
            equal(EventStatus.SUBMITTED, story.event.getStatus());
            EventFilter filter = new EventFilter();
            filter.setPriority(Priority.URGENT);
            filter.setStatuses(new ArrayOfEventStatus());
            filter.getStatuses().getEventStatus().addAll(Arrays.asList(EventStatus.SUBMITTED, EventStatus.IN_PROGRESS));
            EventList found = page(filter, null, null);
            equal(1L, found.getTotal());
            equal(Priority.URGENT, found.getEvents().getEventSummary().get(0).getPriority());
        });
        check("WithdrawEvent", () -> {
            Event last = submitted.get(submitted.size() - 1);
            story.withdrawn = desk.withdrawEvent(last.getId(), last.getVersion(), "by mistake", null, header);
            equal(EventStatus.WITHDRAWN, story.withdrawn.getStatus());
        });
    }

    private void submit() throws Exception {
        String requestId = Story.freshId();
        story.event = submitWithFile(requestId);
        equal("打印机卡纸 😀", story.event.getTitle());
        equal("general", story.event.getCategory());
        equal(null, story.event.getHandler());
        equal(story.event.getId(), submitWithFile(requestId).getId());
        submitted.add(story.event);
        for (Priority priority : Priority.values())
            submitted.add(desk.submitEvent(
                    "Event " + priority, "...", "billing", priority, null, null, Story.freshId(), header));
    }

    private Event submitWithFile(String requestId) throws Exception {
        // snippet: submit
        NewAttachment attachment = new NewAttachment();
        attachment.setFileName("a.txt");
        attachment.setMediaType("text/plain");
        attachment.setContent("Paper jam".getBytes(StandardCharsets.UTF_8));
        ArrayOfNewAttachment attachments = new ArrayOfNewAttachment();
        attachments.getNewAttachment().add(attachment);
        Event event = desk.submitEvent(
                "打印机卡纸 😀", "It <beeps> & stops.", null, null, null, attachments, requestId, header);
        // end snippet
        return event;
    }

    private Attachment attachment(int place) throws Exception {
        return desk.getEvent(story.event.getId(), header).getAttachments().getAttachment().get(place);
    }

    private void bytes() throws Exception {
        Attachment attachment = attachment(1);
        // snippet: download
        byte[] content = desk.getAttachment(attachment.getId(), null, null, header).getContent();
        // end snippet
        equal(true, Arrays.equals(file, content));
        equal(true, Arrays.equals(MessageDigest.getInstance("SHA-256").digest(file), attachment.getSha256()));
    }

    private void pages() throws Exception {
        // snippet: pages
        EventSort sort = new EventSort();
        sort.setKey(EventSortKey.SUBMITTED);
        sort.setDescending(false);
        Page page = new Page();
        page.setSize(2);
        List<Long> ids = new ArrayList<>();
        do {
            EventList list = desk.listEvents(null, sort, page, header);
            for (EventSummary event : list.getEvents().getEventSummary())
                ids.add(event.getId());
            page.setCursor(list.getNextCursor());
        } while (page.getCursor() != null);
        // end snippet
        List<Long> expected = new ArrayList<>();
        for (Event event : submitted)
            expected.add(event.getId());
        equal(expected, ids);
    }

    private void dates() throws Exception {
        equal(0, story.event.getSubmittedAt().getTimezone());
        OffsetDateTime at = Instants.read(submitted.get(2).getSubmittedAt());
        equal(ZoneOffset.UTC, at.getOffset());
        equal(true, Math.abs(at.toEpochSecond() - OffsetDateTime.now().toEpochSecond()) < 600);
        OffsetDateTime inShanghai = at.withOffsetSameInstant(ZoneOffset.ofHours(8));
        equal(3L, submittedFrom(inShanghai));
        equal(2L, submittedFrom(inShanghai.plusNanos(1000)));
    }

    private long submittedFrom(OffsetDateTime time) throws Exception {
        EventFilter filter = new EventFilter();
        filter.setSubmittedFrom(Instants.write(time));
        return page(filter, null, null).getTotal();
    }

    private EventList page(EventFilter filter, EventSort sort, Page page) throws Exception {
        return desk.listEvents(filter, sort, page, header);
    }
}
