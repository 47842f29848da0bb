import desk.Event;
import desk.EventFilter;
import desk.EventList;
import desk.EventSort;
import desk.EventSortKey;
import desk.EventStatus;
import desk.EventSummary;
import desk.Label;
import desk.Language;
import desk.NewAttachment;
import desk.Page;
import desk.Priority;
import desk.SoapDeskSoap_PortType;
import desk.User;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Chapter 3: the customer submits events, attaches files and reads lists. */
final class Events {
    private Events() {
    }

    static void submit(Story story) throws Exception {
        SoapDeskSoap_PortType desk = story.customer;
        Show.shows(() -> {
            int version = desk.getCurrentUser().getVersion();
            User user = desk.updateProfile(version, null, null, "+86 10 5555 0100", Language.en, null);
            Show.same(user.getPhone() + user.getLanguage() + user.getDisplayName(), "+86 10 5555 0100en刘洋");
        }, "UpdateProfile");
        Show.shows(() -> {
            List<String> labels = Arrays.stream(desk.describeEvents(0).getStatuses())
                    .filter(label -> label.getValue().equals("in_progress")).map(Label::getChinese).toList();
            Show.same(labels, List.of("处理中"));
        }, "DescribeEvents");
        Show.shows(() -> {
            for (int number = 0; number < 6; number++) {
                story.events[number] = submit(desk, "打印机卡纸 " + number);
                Show.same(story.events[number].getStatus(), EventStatus.submitted);
                Show.same(story.events[number].getPriority(), Priority.high);
            }
        }, "SubmitEvent", "enumerations");
        Show.shows(() -> {
            Event event = story.events[0];
            story.events[0] =
                    desk.updateEvent(event.getId(), event.getVersion(), "打印机冒烟", null, null, null, null);
            Show.same(story.events[0].getTitle() + story.events[0].getContent(), "打印机冒烟" + event.getContent());
        }, "UpdateEvent");
        Files.attach(story, story.events[0].getId());
        list(story);
        Show.shows(() -> {
            Event event = story.events[5];
            story.events[5] = desk.withdrawEvent(event.getId(), event.getVersion(), "已自行解决", null);
            Show.same(story.events[5].getStatus(), EventStatus.withdrawn);
        }, "WithdrawEvent");
    }

    // snippet: submit an event
    /** Submit an event with a file; sent again, it is still the same event. */
    static Event submit(SoapDeskSoap_PortType desk, String title) throws Exception {
        byte[] note = "见附件".getBytes(StandardCharsets.UTF_8);
        NewAttachment[] files = {new NewAttachment("说明.txt", "text/plain", note)};
        String requestId = UUID.randomUUID().toString();
        // 0 is no customerId: Axis has no null for a number that is a parameter.
        Event event = desk.submitEvent(title, "每次打印第二页就卡纸。", null, Priority.high, 0, files, requestId);
        Event again = desk.submitEvent(title, "每次打印第二页就卡纸。", null, Priority.high, 0, files, requestId);
        assert again.getId() == event.getId();
        return event;
    }
    // end snippet

    private static void list(Story story) throws Exception {
        SoapDeskSoap_PortType desk = story.customer;
        List<Long> ids = Arrays.stream(story.events).map(Event::getId).toList();
        Show.shows(() -> Show.same(
                allEvents(desk, 4).stream().map(EventSummary::getId).sorted().toList(), ids), "ListEvents", "pages");
        Show.shows(() -> {
            Calendar moment = story.events[2].getSubmittedAt();
            Show.same(moment.getTimeZone().getRawOffset(), 0);
            moment.add(Calendar.MILLISECOND, -1); // Axis rounds to milliseconds, up too
            EventFilter filter = new EventFilter();
            filter.setSubmittedFrom(Desk.inChina(moment));
            filter.setStatuses(new EventStatus[] {EventStatus.submitted});
            EventList later = desk.listEvents(filter, new EventSort(EventSortKey.submitted, false), null);
            Show.same(Arrays.stream(later.getEvents()).map(EventSummary::getId).collect(Collectors.toList()),
                    ids.subList(2, 6));
        }, "dates");
    }

    // snippet: read all pages
    /** Every event that the caller sees, the newest first. */
    static List<EventSummary> allEvents(SoapDeskSoap_PortType desk, int size) throws Exception {
        List<EventSummary> found = new ArrayList<>();
        String cursor = null;
        do {
            EventSort newestFirst = new EventSort(EventSortKey.submitted, true);
            EventList page = desk.listEvents(null, newestFirst, new Page(size, cursor, null));
            found.addAll(Arrays.asList(page.getEvents()));
            cursor = page.getNextCursor();
        } while (cursor != null);
        return found;
    }
    // end snippet
}
