// What the parts of programs use that docs/clients/dotnet-wcf.md shows.
// snippet: using
using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.ServiceModel.Description;
using System.ServiceModel.Dispatcher;
using System.Text;
using System.Xml;
using Desk;
// end snippet
