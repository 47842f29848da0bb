package story;

import static story.Checks.check;
import static story.Checks.equal;

import desk.ArrayOfNewAttachment;
import desk.Attachment;
import desk.Event;
import desk.EventDetails;
import desk.EventHistory;
import desk.EventStatus;
import desk.HistoryEntry;
import desk.NewAttachment;
import desk.Rating;
import desk.Reply;
import desk.ReplyKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The staff member and the customer talk, and the customer decides. */
final class Conversing {
    private final Story story;
    private final Person customer;
    private final Person staff;
    private Reply reply;

    Conversing(Story story) {
        this.story = story;
        this.customer = story.customer;
        this.staff = story.staff;
    }

    void tell() {
        check("PostReply", () -> {
            reply = post("Please open the lid.\r\nThen close it. 😀", false);
            equal(ReplyKind.REPLY, reply.getKind());
            equal("Please open the lid.\r\nThen close it. 😀", reply.getText());
        });
        check("booleans", () -> {
            equal(ReplyKind.INTERNAL_NOTE, post("He is angry.", true).getKind());
            equal(2, texts(staff).size());
            equal(true, story.secondAccount.isMustChangePassword());
            equal(false, story.customerAccount.isMustChangePassword());
        });
        check("ListReplies", () -> equal(Arrays.asList(reply.getText()), texts(customer)));
        check("ResolveEvent", () -> equal(EventStatus.RESOLVED, resolve().getStatus()));
        check("ReopenEvent", () -> {
            Event event = story.event;
            story.event =
                    customer.desk.reopenEvent(event.getId(), event.getVersion(), "still jammed", null, customer.header);
            equal(EventStatus.IN_PROGRESS, story.event.getStatus());
            equal(1, story.event.getReopenCount());
        });
        check("CompleteEvent", () -> {
            Event event = resolve();
            equal(null, event.getCompletedAt());
            story.event = customer.desk.completeEvent(event.getId(), event.getVersion(), null, customer.header);
            equal(EventStatus.COMPLETED, story.event.getStatus());
        });
        check("RateEvent", () -> {
            Event event = story.event;
            Rating rating = customer.desk.rateEvent(
                    event.getId(), event.getVersion(), 4, "friendly", null, customer.header);
            equal(4, rating.getScore());
        });
        check("GetRating", () -> {
            Rating rating = customer.desk.getRating(story.event.getId(), customer.header);
            equal("friendly", rating.getOpinion());
        });
        check("GetEvent", () -> {
            EventDetails details = customer.desk.getEvent(story.event.getId(), customer.header);
            story.event = details.getEvent();
            equal(4, details.getRating().getScore());
            equal(4, details.getAttachments().getAttachment().size());
            equal(true, details.getAllowedOperations().getString().contains("RateEvent"));
        });
        check("null", this::nulls);
        check("GetEventHistory", this::history);
    }

    private Reply post(String text, boolean internal) throws Exception {
        NewAttachment file = new NewAttachment();
        file.setFileName("lid.txt");
        file.setMediaType("text/plain");
        file.setContent(new byte[] {65, 66});
        ArrayOfNewAttachment files = new ArrayOfNewAttachment();
        files.getNewAttachment().add(file);
        return staff.desk.postReply(story.event.getId(), text, internal, internal ? null : files, null, staff.header);
    }

    private List<String> texts(Person reader) throws Exception {
        List<String> texts = new ArrayList<>();
        for (Reply each : reader.desk.listReplies(story.event.getId(), null, reader.header).getReplies().getReply())
            texts.add(each.getText());
        return texts;
    }

    private Event resolve() throws Exception {
        Event event = staff.desk.getEvent(story.event.getId(), staff.header).getEvent();
        story.event = staff.desk.resolveEvent(event.getId(), event.getVersion(), "Opened the lid.", null, staff.header);
        return story.event;
    }

    private void nulls() throws Exception {
        EventDetails details = customer.desk.getEvent(story.event.getId(), customer.header);
        List<Attachment> files = details.getAttachments().getAttachment();
        equal(null, files.get(0).getReplyId());
        equal(reply.getId(), files.get(3).getReplyId());
        equal(null, story.withdrawn.getCompletedAt());
        equal(true, Instants.read(story.event.getCompletedAt()).isAfter(Instants.read(story.event.getSubmittedAt())));
    }

    private void history() throws Exception {
        EventHistory history = customer.desk.getEventHistory(story.event.getId(), null, customer.header);
        List<HistoryEntry> entries = history.getEntries().getHistoryEntry();
        HistoryEntry first = entries.get(0);
        equal("SubmitEvent", first.getOperation());
        equal(null, first.getFromStatus());
        equal(EventStatus.SUBMITTED, first.getToStatus());
        equal("still jammed", entries.stream().filter(entry -> entry.getOperation().equals("ReopenEvent"))
                .findFirst().get().getNote());
    }
}
