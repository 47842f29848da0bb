package story;

import static story.Checks.check;
import static story.Checks.equal;

import desk.Attachment;
import desk.AttachmentContent;
import desk.SessionHeader;
import desk.SoapDeskSoap;
import desk.Upload;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;

/** The customer sends a large file in parts, and reads it in parts. */
final class Uploading {
    private static final int PART_BYTES = 65536;
    private final Story story;
    private final SoapDeskSoap desk;
    private final SessionHeader header;
    private final byte[] file = new byte[6 * 1000 * 1000]; // More than AddAttachment takes.
    private Upload upload;
    private Attachment attachment;

    Uploading(Story story) {
        this.story = story;
        this.desk = story.customer.desk;
        this.header = story.customer.header;
        new Random(7).nextBytes(file);
    }

    void tell() {
        check("BeginUpload", () -> {
            upload = desk.beginUpload(story.event.getId(), null, "left.bin", "application/octet-stream", file.length,
                    Story.freshId(), header);
            equal(0L, upload.getReceivedBytes());
            equal(null, upload.getAttachmentId());
        });
        check("UploadPart", () -> {
            upload = desk.uploadPart(upload.getId(), 0, Arrays.copyOf(file, PART_BYTES), header);
            equal((long) PART_BYTES, upload.getReceivedBytes());
        });
        check("GetUpload", () -> {
            upload = desk.getUpload(upload.getId(), header);
            equal((long) PART_BYTES, upload.getReceivedBytes());
        });
        check("AbortUpload", () -> {
            desk.abortUpload(upload.getId(), null, header);
            Checks.refused("NOT_FOUND", "uploadId", () -> desk.getUpload(upload.getId(), header));
        });
        check("FinishUpload", () -> {
            attachment = send();
            equal("log.bin", attachment.getFileName());
            equal(file.length, attachment.getSize());
        });
        check("GetAttachment", this::receive);
    }

    private Attachment send() throws Exception {
        long eventId = story.event.getId();
        String requestId = Story.freshId();
        // snippet: upload in parts
        Upload upload = desk.beginUpload(
                eventId, null, "log.bin", "application/octet-stream", file.length, requestId, header);
        while (upload.getReceivedBytes() < file.length) {
            int from = (int) upload.getReceivedBytes();
            byte[] part = Arrays.copyOfRange(file, from, Math.min(from + upload.getPartBytes(), file.length));
            upload = desk.uploadPart(upload.getId(), from, part, header);
        }
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);
        Attachment attachment = desk.finishUpload(upload.getId(), digest, null, header);
        // end snippet
        return attachment;
    }

    private void receive() throws Exception {
        // snippet: download in parts
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        while (received.size() < attachment.getSize()) {
            long from = received.size();
            AttachmentContent part = desk.getAttachment(attachment.getId(), from, 4L * 1024 * 1024, header);
            received.write(part.getContent());
        }
        // end snippet
        equal(true, Arrays.equals(file, received.toByteArray()));
    }
}
