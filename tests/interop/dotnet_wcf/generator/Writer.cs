// Writes a contract as C#.
using System.CodeDom;
using System.CodeDom.Compiler;
using System.IO;
using System.Linq;

class Writer {
    static readonly CodeDomProvider CSharp = CodeDomProvider.CreateProvider("C#");

    readonly Contract contract;
    readonly TextWriter output;

    public Writer(Contract contract, TextWriter output) {
        this.contract = contract;
        this.output = output;
    }

    public void Write() {
        CSharp.GenerateCodeFromNamespace(contract.Types, output, new CodeGeneratorOptions());
        output.WriteLine($@"namespace {contract.Types.Name} {{
    using System.ServiceModel;

    [ServiceContract(Namespace = ""{contract.Namespace}"")]
    public interface {contract.Name} {{");
        foreach (var operation in contract.Operations)
            WriteOperation(operation);
        output.WriteLine("    }");
        foreach (var operation in contract.Operations)
            WriteMessages(operation);
        output.WriteLine($@"
    public partial class {contract.Name}Client : ClientBase<{contract.Name}> {{
        public {contract.Name}Client(System.ServiceModel.Channels.Binding binding, EndpointAddress address)
            : base(binding, address) {{}}");
        foreach (var operation in contract.Operations)
            WriteMethod(operation);
        output.WriteLine("    }\n}");
    }

    void WriteOperation(ContractOperation operation) {
        output.WriteLine($@"
        [OperationContract(Name = ""{operation.Name}"", Action = ""{operation.Action}"", ReplyAction = ""*"")]");
        if (operation.Fault != null)
            output.WriteLine($@"        [FaultContract(typeof({operation.Fault}), Action = ""{operation.Action}"")]");
        output.WriteLine($@"        [XmlSerializerFormat(SupportFaults = true)]
        {operation.Name}Output {MethodOf(operation)}({operation.Name}Input request);");
    }

    // Mono takes a method whose name begins with Begin for one half of an asynchronous call.
    static string MethodOf(ContractOperation operation) =>
        operation.Name.StartsWith("Begin") ? "Call" + operation.Name : operation.Name;

    void WriteMessages(ContractOperation operation) {
        var header = operation.Header == null ? "" : $@"
        [MessageHeader(Namespace = ""{contract.Namespace}"")]
        public {operation.Header} {operation.Header};
";
        output.WriteLine($@"
    [MessageContract(IsWrapped = false)]
    public class {operation.Name}Input {{{header}
        [MessageBodyMember(Name = ""{operation.Request}"", Namespace = ""{contract.Namespace}"")]
        public {operation.Request} Body;
    }}

    [MessageContract(IsWrapped = false)]
    public class {operation.Name}Output {{
        [MessageBodyMember(Name = ""{operation.Response}"", Namespace = ""{contract.Namespace}"")]
        public {operation.Response} Body;
    }}");
    }

    void WriteMethod(ContractOperation operation) {
        var result = operation.Results.FirstOrDefault();
        var others = operation.Results.Skip(1).ToArray();
        var parameters = operation.Arguments.Select(each => $"{TypeOf(each)} {Escaped(each)}")
            .Concat(others.Select(each => $"out {TypeOf(each)} {Escaped(each)}"));
        if (operation.Header != null)
            parameters = parameters.Prepend($"{operation.Header} {operation.Header}");
        output.WriteLine($@"
        public {(result == null ? "void" : TypeOf(result))} {operation.Name}({string.Join(", ", parameters)}) {{
            var input = new {operation.Name}Input {{ Body = new {operation.Request}() }};");
        if (operation.Header != null)
            output.WriteLine($"            input.{operation.Header} = {operation.Header};");
        foreach (var argument in operation.Arguments)
            output.WriteLine($"            input.Body.{Escaped(argument)} = {Escaped(argument)};");
        output.WriteLine($"            {(result == null ? "" : "var output = ")}Channel.{MethodOf(operation)}(input);");
        foreach (var each in others)
            output.WriteLine($"            {Escaped(each)} = output.Body.{Escaped(each)};");
        if (result != null)
            output.WriteLine($"            return output.Body.{Escaped(result)};");
        output.WriteLine("        }");
    }

    static string TypeOf(CodeMemberProperty member) => CSharp.GetTypeOutput(member.Type);

    // The exporter escapes names already.
    static string Escaped(CodeMemberProperty member) => CSharp.CreateEscapedIdentifier(member.Name.TrimStart('@'));
}
