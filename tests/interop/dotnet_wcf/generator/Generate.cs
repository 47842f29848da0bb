// Makes of a WSDL the C# that svcutil /serializer:XmlSerializer makes of it: types, a contract with message contracts,
// and a client whose methods take the header and the members of the request.
// Mono's own svcutil stops at the WSDL, or writes a contract whose types are missing.
// mono Generate.exe http://desk.example/soap?wsdl Desk Desk.cs
using System.CodeDom;
using System.CodeDom.Compiler;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Web.Services.Description;
using System.Xml;
using System.Xml.Schema;
using System.Xml.Serialization;
using System.Xml.Serialization.Advanced;

static class Generate {
    static void Main(string[] arguments) {
        using (var reader = XmlReader.Create(arguments[0]))
        using (var output = new StreamWriter(arguments[2])) {
            var contract = new Contract(ServiceDescription.Read(reader), new CodeNamespace(arguments[1]));
            new Writer(contract, output).Write();
        }
    }
}

// An operation: the names of its types, and the members of its request and of its response.
class ContractOperation {
    public string Name, Action, Request, Response;
    public string Header, Fault;  // null where there is none
    public CodeMemberProperty[] Arguments, Results;
}

// What the WSDL says. The types are what wsdl.exe and xsd.exe make of it too.
class Contract {
    public readonly CodeNamespace Types;
    public readonly string Name, Namespace;
    public readonly ContractOperation[] Operations;

    readonly ServiceDescription description;
    readonly XmlSchemaImporter importer;
    readonly XmlCodeExporter exporter;
    readonly HashSet<string> dataContracts = new HashSet<string>();

    public Contract(ServiceDescription description, CodeNamespace types) {
        this.description = description;
        Types = types;
        exporter = new XmlCodeExporter(types);
        var schemas = new XmlSchemas();
        foreach (XmlSchema schema in description.Types.Schemas)
            schemas.Add(schema);
        importer = new XmlSchemaImporter(schemas);
        importer.Extensions.Add(new DataSets());
        var port = description.PortTypes[0];
        Name = port.Name;
        Namespace = description.TargetNamespace;
        Operations = port.Operations.Cast<Operation>().Select(Read).ToArray();
    }

    ContractOperation Read(Operation operation) {
        var bindings = description.Bindings[0].Operations.Cast<OperationBinding>();
        var binding = bindings.Single(each => each.Name == operation.Name);
        var header = (SoapHeaderBinding) binding.Input.Extensions.Find(typeof(SoapHeaderBinding));
        var fault = operation.Faults.Cast<OperationFault>().SingleOrDefault();
        var request = Import(operation.Messages.Input.Message);
        var response = Import(operation.Messages.Output.Message);
        return new ContractOperation {
            Name = operation.Name,
            Action = ((SoapOperationBinding) binding.Extensions.Find(typeof(SoapOperationBinding))).SoapAction,
            Request = request,
            Response = response,
            Header = header == null ? null : ImportDataContract(header.Message),
            Fault = fault == null ? null : ImportDataContract(fault.Message),
            Arguments = Members(request),
            Results = Members(response),
        };
    }

    string Import(XmlQualifiedName message) {
        var mapping = importer.ImportTypeMapping(description.Messages[message.Name].Parts[0].Element);
        exporter.ExportTypeMapping(mapping);
        return mapping.TypeName;
    }

    // Mono takes DataContractSerializer for headers and for the details of faults, whatever the contract says.
    string ImportDataContract(XmlQualifiedName message) {
        var name = Import(message);
        if (!dataContracts.Add(name))
            return name;
        Mark(TypeNamed(name), "DataContract", "Namespace", Namespace);
        var order = 0;
        foreach (var member in Members(name))
            Mark(member, "DataMember", "Order", order++);
        return name;
    }

    static void Mark(CodeTypeMember member, string attribute, string argument, object value) =>
        member.CustomAttributes.Add(new CodeAttributeDeclaration(
            "System.Runtime.Serialization." + attribute,
            new CodeAttributeArgument(argument, new CodePrimitiveExpression(value))));

    CodeTypeDeclaration TypeNamed(string name) =>
        Types.Types.Cast<CodeTypeDeclaration>().Single(each => each.Name == name);

    CodeMemberProperty[] Members(string name) => TypeNamed(name).Members.OfType<CodeMemberProperty>().ToArray();
}

// The type of an element that holds a schema and then anything is DataSet.
class DataSets : SchemaImporterExtension {
    static readonly XmlQualifiedName Schema = new XmlQualifiedName("schema", XmlSchema.Namespace);

    public override string ImportSchemaType(
            XmlSchemaType type, XmlSchemaObject context, XmlSchemas schemas, XmlSchemaImporter importer,
            CodeCompileUnit unit, CodeNamespace types, CodeGenerationOptions options, CodeDomProvider provider) {
        var parts = ((type as XmlSchemaComplexType)?.Particle as XmlSchemaSequence)?.Items;
        if (parts == null || parts.Count != 2 || !(parts[1] is XmlSchemaAny))
            return null;
        return (parts[0] as XmlSchemaElement)?.RefName == Schema ? "System.Data.DataSet" : null;
    }
}
