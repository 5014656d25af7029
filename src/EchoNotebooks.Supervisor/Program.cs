using EchoNotebooks.Linux;
using EchoNotebooks.Supervision;

// echo-supervisor guard MARK: ends what the process of this mark has started, once that has ended.
if (args is [Guardian.Verb, var mark]) return Guardian.Run(mark);
// echo-supervisor [--pipe] -- COMMAND ARG…: runs a server whose whole family ends with the process that started us. Its stdout is a
// terminal, or a pipe.
var isPiped = args is ["--pipe", ..];
if (args[(isPiped ? 1 : 0)..] is not ["--", .. var command] || command.Length == 0)
{
    Console.Error.WriteLine("Usage : echo-supervisor [--pipe] -- COMMAND [ARG…]");
    return 2;
}
using var supervisor = new Supervisor(isPiped);
return supervisor.Run(command);
