namespace EchoNotebooks.Live;

/// <summary>One client as the page lists it.</summary>
/// <param name="Number">Its number; 0 for one from outside.</param>
/// <param name="End">Its own end of the connection.</param>
/// <param name="State">What is the case, in words: who serves it, which TCP state the server's end has.</param>
/// <param name="IsOpen">Whether its own end is open.</param>
/// <param name="HasFinished">Whether it has said that it sends nothing more.</param>
/// <param name="Lines">How many lines its conversation has had.</param>
internal sealed record ClientState(int Number, string End, string State, bool IsOpen, bool HasFinished, int Lines);
