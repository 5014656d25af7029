using EchoNotebooks.Live;

return LiveArguments.Parse(args) is { } arguments ? await new LiveProgram(arguments).RunAsync().ConfigureAwait(false) : 2;
