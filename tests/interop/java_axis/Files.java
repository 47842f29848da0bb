import desk.Attachment;
import desk.AttachmentContent;
import desk.NewAttachment;
import desk.SoapDeskSoap_PortType;
import desk.Upload;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.UUID;

/** Files, of chapter 3: in one message, and in parts. */
final class Files {
    private static final String BINARY = "application/octet-stream";

    private Files() {
    }

    static void attach(Story story, long eventId) throws Exception {
        SoapDeskSoap_PortType desk = story.customer;
        byte[] content = new byte[204_800];
        for (int place = 0; place < content.length; place++) {
            content[place] = (byte) place;
        }
        Show.shows(() -> {
            // snippet: send a file
            Attachment added = desk.addAttachment(eventId, 0, "photo.bin", BINARY, content, null);
            AttachmentContent stored = desk.getAttachment(added.getId(), 0, 0);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(stored.getContent());
            assert Arrays.equals(digest, stored.getAttachment().getSha256());
            // end snippet
            Show.same(stored.getContent(), content);
            Show.same(stored.getAttachment().getSize(), content.length);
        }, "AddAttachment", "GetAttachment", "bytes");
        Show.shows(() -> {
            byte[] film = Arrays.copyOf(content, 6_000_000); // More than one message carries.
            Attachment added = upload(desk, eventId, "film.bin", film);
            Show.same(added.getSize(), film.length);
            Show.same(download(desk, added), film);
        }, "BeginUpload", "UploadPart", "FinishUpload");
        Show.shows(() -> {
            long id = desk.beginUpload(eventId, 0, "x.bin", BINARY, 5, null).getId();
            Upload begun = desk.getUpload(id);
            Show.same(begun.getReceivedBytes() + " of " + begun.getSize(), "0 of 5");
            Show.same(begun.getAttachmentId(), null);
            desk.abortUpload(id, null);
        }, "GetUpload", "AbortUpload");
        Show.shows(() -> {
            NewAttachment[] files = {new NewAttachment("a.txt", "text/plain", new byte[] {97})};
            Long replyId = desk.postReply(eventId, "照片在此", false, files, null).getId();
            for (Attachment file : desk.getEvent(eventId).getAttachments()) {
                Show.same(file.getReplyId(), file.getFileName().equals("a.txt") ? replyId : null);
            }
            Show.same(story.events[0].getAssignedAt(), null);
            Show.same(story.administrator.getUser(story.staffId).getLastActiveAt() == null, false);
        }, "null");
    }

    // snippet: send a large file
    /** Attach a file in parts; getUpload says where to go on after a break. */
    static Attachment upload(SoapDeskSoap_PortType desk, long eventId, String name, byte[] content) throws Exception {
        Upload upload = desk.beginUpload(eventId, 0, name, BINARY, content.length, UUID.randomUUID().toString());
        while (upload.getReceivedBytes() < upload.getSize()) {
            int offset = (int) upload.getReceivedBytes();
            int end = Math.min(content.length, offset + upload.getPartBytes());
            upload = desk.uploadPart(upload.getId(), offset, Arrays.copyOfRange(content, offset, end));
        }
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
        return desk.finishUpload(upload.getId(), digest, UUID.randomUUID().toString());
    }
    // end snippet

    // snippet: receive a large file
    static byte[] download(SoapDeskSoap_PortType desk, Attachment attachment) throws Exception {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        while (received.size() < attachment.getSize()) {
            received.write(desk.getAttachment(attachment.getId(), received.size(), 4 * 1024 * 1024).getContent());
        }
        return received.toByteArray();
    }
    // end snippet
}
