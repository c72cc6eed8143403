// The shell's own behaviour, each part in a module of its own. Every page works without them.
import { closeWhenLeft } from "./closing.js";
import { askBefore } from "./confirm.js";
import { keepDrafts } from "./drafts.js";
import { moveFocus } from "./focus.js";
import { keepAlive } from "./keep-alive.js";
import { tellOffline } from "./offline.js";
import { countUndo } from "./undo.js";

closeWhenLeft();
askBefore();
keepDrafts();
moveFocus();
keepAlive();
tellOffline();
countUndo();
