using EchoNotebooks.Tracing;

// echo-tracer: runs a program under ptrace and tells every step that it makes; PROTOCOL.md has the lines.
if (args is [Launcher.Argument, ..]) return Launcher.Run(args);
if (args is ["--self-test"]) return SelfTest.Run();
if (Arguments.Parse(args) is { } arguments)
{
    using var tracer = new Tracer(arguments);
    return tracer.Run();
}
Console.Error.WriteLine(Arguments.Usage);
return 2;
