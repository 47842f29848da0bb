// Files: in one call, and in parts.
using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Desk;
using static Report;

static partial class Story {
    static readonly byte[] EveryByte = Enumerable.Range(0, 256).Select(value => (byte) value).ToArray();

    static void FilesAreAttached() {
        var desk = customer.Desk;
        var session = customer.Session;
        Attachment attachment = null;
        Check("AddAttachment", () => {
            // snippet: upload
            byte[] bytes = EveryByte;  // of a file: System.IO.File.ReadAllBytes(path)
            attachment = desk.AddAttachment(
                session, printer.id, replyId: null, fileName: "photo.bin", mediaType: "application/octet-stream",
                content: bytes, requestId: Guid.NewGuid().ToString());
            // end snippet
            Equal(256, attachment.size);
            EqualAll(SHA256.Create().ComputeHash(EveryByte), attachment.sha256);
        });
        Check("GetAttachment", () => {
            // snippet: download
            AttachmentContent file = desk.GetAttachment(session, attachment.id, offset: null, length: null);
            // file.attachment.fileName, file.content
            // end snippet
            Equal("photo.bin", file.attachment.fileName);
        });
        Check("bytes", () => EqualAll(EveryByte, desk.GetAttachment(session, attachment.id, null, null).content));
        Check("null", () => {
            Equal(null, attachment.replyId);
            Equal(null, printer.resolvedAt);
            var reply = desk.PostReply(session, printer.id, "See the file.", null, null, NewRequestId());
            var onReply = desk.AddAttachment(
                session, printer.id, reply.id, "more.txt", "text/plain", new byte[] { 66 }, NewRequestId());
            Equal(reply.id, onReply.replyId);
        });
    }

    static void AFileComesInParts() {
        var bytes = new byte[6 * 1000 * 1000];  // more than AddAttachment takes
        new Random(6).NextBytes(bytes);
        Stream file = new MemoryStream(bytes);  // or File.OpenRead(path)
        Attachment attachment = null;
        var desk = customer.Desk;
        var session = customer.Session;
        Check("BeginUpload", () => {
            var upload = desk.BeginUpload(
                session, printer.id, null, "half.bin", "application/octet-stream", file.Length, NewRequestId());
            upload = desk.UploadPart(session, upload.id, 0, new byte[100 * 1000]);
            Check("UploadPart", () => Equal(100000, upload.receivedBytes));
            Check("GetUpload", () => Equal(100000, desk.GetUpload(session, upload.id).receivedBytes));
            desk.AbortUpload(session, upload.id, NewRequestId());
            Check("AbortUpload", () => Refused("NOT_FOUND", "uploadId", () => desk.GetUpload(session, upload.id)));
            Equal(bytes.Length, upload.size);
        });
        Check("FinishUpload", () => {
            // snippet: upload in parts
            Upload upload = desk.BeginUpload(
                session, printer.id, replyId: null, fileName: "video.bin", mediaType: "application/octet-stream",
                size: file.Length, requestId: Guid.NewGuid().ToString());
            var reader = new BinaryReader(file);
            while (upload.receivedBytes < upload.size)
                upload = desk.UploadPart(session, upload.id, upload.receivedBytes, reader.ReadBytes(upload.partBytes));
            file.Position = 0;
            byte[] digest = SHA256.Create().ComputeHash(file);
            attachment = desk.FinishUpload(session, upload.id, digest, requestId: Guid.NewGuid().ToString());
            // end snippet
            Equal(bytes.Length, attachment.size);
        });
        Check("GetAttachment", () => {
            // snippet: download in parts
            var received = new MemoryStream();
            do {
                AttachmentContent part = desk.GetAttachment(
                    session, attachment.id, offset: received.Length, length: 4 * 1024 * 1024);
                received.Write(part.content, 0, part.content.Length);
            } while (received.Length < attachment.size);
            // end snippet
            Equal(true, bytes.SequenceEqual(received.ToArray()));
        });
    }
}
