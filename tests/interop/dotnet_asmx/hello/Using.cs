// What the parts of programs use that docs/clients/dotnet-asmx.md shows.
// snippet: using
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Web.Services.Protocols;
using System.Xml;
using System.Xml.Serialization;
using Desk;
// end snippet
