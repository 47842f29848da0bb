package story;

import static story.Checks.check;
import static story.Checks.equal;

import desk.ArrayOfNewAttachment;
import desk.Attachment;
import desk.Event;
import desk.EventDetails;
import desk.EventStatus;
import desk.HistoryEntry;
import desk.NewAttachment;
import desk.Rating;
import desk.Reply;
import desk.ReplyKind;
import desk.SessionHeader;
import desk.SoapDeskSoap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The staff member and the customer talk, and the customer decides. */
final class Conversing {
    private final Story story;
    private final SoapDeskSoap desk;
    private Reply reply;

    Conversing(Story story) {
        this.story = story;
        this.desk = story.desk;
    }

    void tell() {
        check("PostReply", () -> {
            reply = post("Please open the lid.\r\nThen close it. 😀", false);
            equal(ReplyKind.REPLY, reply.getKind());
            equal("Please open the lid.\r\nThen close it. 😀", reply.getText());
        });
        check("booleans", () -> {
            equal(ReplyKind.INTERNAL_NOTE, post("He is angry.", true).getKind());
            equal(2, texts(story.asStaff).size());
            equal(true, story.secondStaff.isMustChangePassword());
            equal(false, story.customer.isMustChangePassword());
        });
        check("ListReplies", () -> equal(Arrays.asList(reply.getText()), texts(story.asCustomer)));
        check("ResolveEvent", () -> equal(EventStatus.RESOLVED, resolve().getStatus()));
        check("ReopenEvent", () -> {
            Event event = story.event;
            story.event =
                    desk.reopenEvent(event.getId(), event.getVersion(), "still jammed", null, story.asCustomer);
            equal(EventStatus.IN_PROGRESS, story.event.getStatus());
            equal(1, story.event.getReopenCount());
        });
        check("CompleteEvent", () -> {
            Event event = resolve();
            equal(null, event.getCompletedAt());
            story.event = desk.completeEvent(event.getId(), event.getVersion(), null, story.asCustomer);
            equal(EventStatus.COMPLETED, story.event.getStatus());
        });
        check("RateEvent", () -> {
            Event event = story.event;
            Rating rating = desk.rateEvent(event.getId(), event.getVersion(), 4, "friendly", null, story.asCustomer);
            equal(4, rating.getScore());
        });
        check("GetRating", () -> equal("friendly", desk.getRating(story.event.getId(), story.asCustomer).getOpinion()));
        check("GetEvent", () -> {
            EventDetails details = desk.getEvent(story.event.getId(), story.asCustomer);
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
        return desk.postReply(story.event.getId(), text, internal, internal ? null : files, null, story.asStaff);
    }

    private List<String> texts(SessionHeader header) throws Exception {
        List<String> texts = new ArrayList<>();
        for (Reply each : desk.listReplies(story.event.getId(), null, header).getReplies().getReply())
            texts.add(each.getText());
        return texts;
    }

    private Event resolve() throws Exception {
        Event event = desk.getEvent(story.event.getId(), story.asStaff).getEvent();
        story.event = desk.resolveEvent(event.getId(), event.getVersion(), "Opened the lid.", null, story.asStaff);
        return story.event;
    }

    private void nulls() throws Exception {
        List<Attachment> files = desk.getEvent(story.event.getId(), story.asCustomer).getAttachments().getAttachment();
        equal(null, files.get(0).getReplyId());
        equal(reply.getId(), files.get(3).getReplyId());
        equal(null, story.withdrawn.getCompletedAt());
        equal(true, Instants.read(story.event.getCompletedAt()).isAfter(Instants.read(story.event.getSubmittedAt())));
    }

    private void history() throws Exception {
        List<HistoryEntry> entries =
                desk.getEventHistory(story.event.getId(), null, story.asCustomer).getEntries().getHistoryEntry();
        HistoryEntry first = entries.get(0);
        equal("SubmitEvent", first.getOperation());
        equal(null, first.getFromStatus());
        equal(EventStatus.SUBMITTED, first.getToStatus());
        equal("still jammed", entries.stream().filter(entry -> entry.getOperation().equals("ReopenEvent"))
                .findFirst().get().getNote());
    }
}
