namespace EchoNotebooks.Server;

/// <summary>One way to serve many clients: who accepts, who reads, and how the descriptor gets from the one to the other.</summary>
internal interface IServerDesign
{
    /// <summary>Runs in the first process, whose serv_sock listens. Serves until SIGTERM or SIGINT.</summary>
    /// <returns>the exit code</returns>
    int Serve();
}
