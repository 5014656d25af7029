using EchoNotebooks.Tracing;

// echo-tracer: runs a program under ptrace and tells every step that it makes; PROTOCOL.md has the lines.
if (args is [Launcher.Argument, ..]) return Launcher.Run(args);
if (args is ["--self-test"]) return SelfTest.Run();
if (TracerOptions.Parse(args) is { } arguments)
{
    using var tracer = new Tracer(arguments);
    return tracer.Run();
}
Console.Error.WriteLine(TracerOptions.Usage);
return 2;
