// What every page loads; each module stands alone and does nothing where its markup is absent.

import "./errors.js";
import "./submit.js";
import "./fields.js";
import "./hours.js";
import "./rows.js";
import "./menu.js";
import "./search.js";
import "./suggest.js";
import "./grid.js";
import "./leaving.js";
import "./notes.js";
import "./device.js";
import "./log.js";
import "./draft.js";
import "./kept.js";
import "./cards.js";
import "./copy.js";
import "./passkey.js";
import "./letter.js";
import "./rating.js";
import "./form_grid.js";
import "./wide.js";
import "./pictures.js";
import "./print.js";
import "./desk.js";
import "./field.js";
