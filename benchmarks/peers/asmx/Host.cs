using System;
using System.IO;
using System.Net;
using System.Threading;
using System.Web;
using System.Web.Hosting;

namespace Desk {
    /// <summary>Carries the service: HttpListener before ASP.NET's pipeline. Arguments: port, then its folder.</summary>
    public sealed class Host : MarshalByRefObject {
        public static void Main(string[] arguments) {
            Host host = (Host)ApplicationHost.CreateApplicationHost(typeof(Host), "/", Path.GetFullPath(arguments[1]));
            host.Serve(int.Parse(arguments[0]));
        }

        public override object InitializeLifetimeService() => null;

        public void Serve(int port) {
            ThreadPool.SetMinThreads(16, 16);
            HttpListener listener = new HttpListener();
            listener.Prefixes.Add("http://127.0.0.1:" + port + "/");
            listener.Start();
            while (true) {
                HttpListenerContext context = listener.GetContext();
                ThreadPool.QueueUserWorkItem(_ => HttpRuntime.ProcessRequest(new Request(context)));
            }
        }

        /// <summary>A request of the listener as ASP.NET wants it.</summary>
        private sealed class Request : SimpleWorkerRequest {
            private readonly HttpListenerContext context;
            private readonly byte[] body;
            private readonly MemoryStream answer = new MemoryStream();

            internal Request(HttpListenerContext context) : base("desk.asmx", "", TextWriter.Null) {
                this.context = context;
                using (MemoryStream read = new MemoryStream()) {
                    context.Request.InputStream.CopyTo(read);
                    body = read.ToArray();
                }
            }

            public override string GetHttpVerbName() => context.Request.HttpMethod;

            public override string GetRemoteAddress() => context.Request.RemoteEndPoint.Address.ToString();

            public override byte[] GetPreloadedEntityBody() => body;

            public override bool IsEntireEntityBodyIsPreloaded() => true;

            public override string GetUnknownRequestHeader(string name) => context.Request.Headers[name];

            public override string[][] GetUnknownRequestHeaders() => new[] {
                new[] { "SOAPAction", context.Request.Headers["SOAPAction"] },
            };

            public override string GetKnownRequestHeader(int index) =>
                index == HeaderContentLength ? body.Length.ToString() : context.Request.Headers[GetKnownRequestHeaderName(index)];

            public override void SendStatus(int code, string description) => context.Response.StatusCode = code;

            public override void SendKnownResponseHeader(int index, string value) {
                if (index == HeaderContentType) {
                    context.Response.ContentType = value;
                }
            }

            public override void SendUnknownResponseHeader(string name, string value) {
            }

            public override void SendResponseFromMemory(byte[] data, int length) => answer.Write(data, 0, length);

            public override void FlushResponse(bool isFinal) {
            }

            public override void EndOfRequest() {
                try {
                    context.Response.ContentLength64 = answer.Length;
                    answer.WriteTo(context.Response.OutputStream);
                    context.Response.Close();
                } catch (HttpListenerException) {
                    context.Response.Abort();
                } catch (IOException) {
                    context.Response.Abort();
                }
            }
        }
    }
}
